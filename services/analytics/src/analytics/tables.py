"""The tables that are filled in bulk, and the statements that keep count of them."""

from tickloom.storage.bulk import Table

TICKS = Table(
    name="ticks",
    columns=(
        ("venue", "text"), ("symbol", "text"), ("ts", "bigint"), ("n", "integer"),
        ("bid", "double precision"), ("ask", "double precision"),
    ),
    key=("venue", "symbol", "ts", "n"),
)  # fmt: skip

BARS = Table(
    name="bars",
    columns=(
        ("venue", "text"), ("symbol", "text"), ("timeframe", "text"), ("time", "bigint"),
        ("open", "double precision"), ("high", "double precision"), ("low", "double precision"),
        ("close", "double precision"), ("volume", "bigint"), ("spread", "integer"),
    ),
    key=("venue", "symbol", "timeframe", "time"),
)  # fmt: skip

INSERT_TICKS = f"""
WITH new AS ({TICKS.insert_sql()} RETURNING symbol, ts)
SELECT symbol, '' AS timeframe, count(*) AS rows, min(ts) AS first, max(ts) AS last
FROM new GROUP BY symbol
"""  # noqa: S608  names are checked by Table

INSERT_BARS = f"""
WITH new AS ({BARS.insert_sql()} RETURNING symbol, timeframe, time)
SELECT symbol, timeframe, count(*) AS rows, min(time) AS first, max(time) AS last
FROM new GROUP BY symbol, timeframe
"""  # noqa: S608  as above

# xmax is 0 for a row that was inserted and not for one that was corrected.
CORRECT_BARS = f"""
WITH done AS ({BARS.insert_sql(on_conflict=BARS.update_clause())} RETURNING time, xmax = 0 AS new)
SELECT count(*) FILTER (WHERE new) AS rows, count(*) AS repaired,
       min(time) AS first, max(time) AS last
FROM done
"""  # noqa: S608  as above

COUNT_SERIES = """
INSERT INTO series AS s (venue, symbol, timeframe, rows, repaired, first_time, last_time,
                         verified_from, verified_until)
SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
                         $7::bigint[], $8::bigint[], $9::bigint[])
ON CONFLICT (venue, symbol, timeframe) DO UPDATE SET
    rows = s.rows + excluded.rows,
    repaired = s.repaired + excluded.repaired,
    first_time = least(s.first_time, excluded.first_time),
    last_time = greatest(s.last_time, excluded.last_time),
    verified_from = coalesce(excluded.verified_from, s.verified_from),
    verified_until = CASE WHEN excluded.verified_from < s.verified_from
                            OR excluded.verified_from > s.verified_until
                          THEN excluded.verified_until
                          ELSE greatest(s.verified_until, excluded.verified_until) END
"""

REPAIR = """
INSERT INTO repairs (venue, symbol, timeframe, from_time, until_time, rows, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
