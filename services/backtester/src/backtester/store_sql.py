"""The statements of `backtester.store`."""

ROW = (
    "run, job, kind, state, name, symbol, timeframe, currency, total, issued, done, chunk_sets, "
    "said, detail, created_us, started_us, touched_us, ended_us, digest, net_profit, total_trades"
)

ADD_RUN = """
INSERT INTO runs (run, job, kind, state, name, symbol, timeframe, currency, request, plan, family,
                  total, created_us, touched_us)
VALUES ($1, $2, $3, 'queued', $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
ON CONFLICT DO NOTHING
"""

NEWEST = f"""
SELECT {ROW} FROM runs WHERE kind = $1 AND ($2::bigint IS NULL OR created_us < $2)
ORDER BY created_us DESC, run LIMIT $3
"""  # noqa: S608  constants

JOBS = f"SELECT {ROW} FROM runs ORDER BY created_us DESC, run LIMIT $1"  # noqa: S608

STALLED = f"""
SELECT {ROW} FROM runs WHERE state IN ('queued', 'running') AND touched_us < $1
ORDER BY created_us LIMIT 100
"""  # noqa: S608

BEGIN = f"""
UPDATE runs SET state = 'running', started_us = $2, touched_us = $2, said = said + 1
WHERE run = $1 AND state = 'queued' RETURNING {ROW}
"""  # noqa: S608

TOUCH = f"""
UPDATE runs SET touched_us = $2, said = said + 1, detail = coalesce($3, detail)
WHERE run = $1 AND state IN ('queued', 'running') RETURNING {ROW}
"""  # noqa: S608

ISSUE = """
UPDATE runs SET issued = greatest(issued, $2), chunk_sets = $3
WHERE run = $1 AND state = 'running'
"""

END = f"""
UPDATE runs SET state = $2, ended_us = $3, touched_us = $3, detail = $4, report = $5, digest = $6,
                net_profit = $7, total_trades = $8, said = said + 1,
                done = CASE WHEN kind = 'backtest' AND $2 = 'done' THEN total ELSE done END
WHERE run = $1 AND state IN ('queued', 'running') RETURNING {ROW}
"""  # noqa: S608

# One statement: the row of the run is locked first, so that counts never cross.
ADD_TRIALS = f"""
WITH open AS (
    SELECT run FROM runs WHERE run = $1 AND state = 'running' FOR UPDATE
), given AS (
    SELECT * FROM unnest($4::bigint[], $5::bytea[], $6::integer[], $7::jsonb[], $8::jsonb[],
                         $9::double precision[], $10::text[], $11::text[],
                         $12::double precision[], $13::bytea[], $14::jsonb[])
    AS given (number, key, win, params, statistics, objective, digest, error, sharpe, returns,
              parts)
), put AS (
    INSERT INTO trials (run, number, key, win, params, statistics, objective, digest, error,
                        sharpe, returns, parts)
    SELECT open.run, given.* FROM given, open
    ON CONFLICT DO NOTHING RETURNING key, sharpe
), entered AS (
    INSERT INTO ledger (family, key, at_us, sharpe) SELECT $2, key, $3, sharpe FROM put
    ON CONFLICT DO NOTHING
)
UPDATE runs SET done = done + (SELECT count(*) FROM put), touched_us = $3, said = said + 1
FROM open WHERE runs.run = open.run
RETURNING {", ".join(f"runs.{name}" for name in ROW.split(", "))}
"""  # noqa: S608

NUMBERS = """
SELECT number FROM trials WHERE run = $1 AND number >= $2 AND number < $3 ORDER BY number
"""

ASK = "INSERT INTO asked (run, number, params) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"

ASKED = "SELECT number, params FROM asked WHERE run = $1 AND number >= $2 AND number < $3"

TOLD = "SELECT number, params, objective FROM trials WHERE run = $1 ORDER BY number"

BEST = """
SELECT * FROM trials WHERE run = $1 AND ($2::integer IS NULL OR win = $2) AND error = ''
ORDER BY objective DESC NULLS LAST, number LIMIT 1
"""

TRIALS = """
SELECT number, params, statistics, objective, digest, error FROM trials WHERE run = $1
  AND $4::text IS NOT NULL
ORDER BY {key} {order} NULLS LAST, number OFFSET $2 LIMIT $3
"""

RETURNS = """
SELECT returns FROM trials WHERE run = $1 AND returns IS NOT NULL ORDER BY number LIMIT $2
"""

GROUPED = """
SELECT number, params, parts FROM trials WHERE run = $1 AND parts IS NOT NULL ORDER BY number
"""

FINGERPRINTS = "SELECT number, key, digest, error FROM trials WHERE run = $1 ORDER BY number"

OBJECTIVES = """
SELECT objective FROM trials WHERE run = $1 AND number = ANY($2::bigint[])
  AND objective IS NOT NULL ORDER BY number
"""

COUNTED = """
SELECT count(*), count(sharpe), avg(sharpe), var_samp(sharpe) FROM ledger
WHERE family = $1 AND key <> $2
"""
