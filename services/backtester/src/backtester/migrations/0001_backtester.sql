-- Runs, their trials, and the market data that they were made of.

CREATE TABLE runs (
    run text PRIMARY KEY,
    job text NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('backtest', 'sweep', 'walk_forward')),
    state text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    name text NOT NULL,
    symbol text NOT NULL,
    timeframe text NOT NULL,
    currency text NOT NULL,
    request jsonb NOT NULL,
    plan jsonb NOT NULL,
    family bytea NOT NULL,
    total bigint NOT NULL,
    -- sets that were put on the queue so far, and those that are done: exact, because a set and
    -- its count are written in one statement
    issued bigint NOT NULL DEFAULT 0,
    done bigint NOT NULL DEFAULT 0,
    chunk_sets bigint NOT NULL DEFAULT 1,
    -- the number of the job's next progress report
    said bigint NOT NULL DEFAULT 0,
    detail text NOT NULL DEFAULT '',
    created_us bigint NOT NULL,
    started_us bigint,
    touched_us bigint NOT NULL,
    ended_us bigint,
    report jsonb,
    digest text NOT NULL DEFAULT '',
    net_profit text,
    total_trades bigint
);
CREATE INDEX runs_by_age ON runs (kind, created_us DESC);
CREATE INDEX runs_open ON runs (touched_us) WHERE state IN ('queued', 'running');

-- A set of params that was run: once for each number of a run, whoever delivered it how often.
CREATE TABLE trials (
    run text NOT NULL REFERENCES runs ON DELETE CASCADE,
    number bigint NOT NULL,
    key bytea NOT NULL,
    win integer NOT NULL,
    params jsonb NOT NULL,
    statistics jsonb NOT NULL,
    objective double precision,
    digest text NOT NULL,
    error text NOT NULL,
    sharpe double precision,
    returns bytea,
    parts jsonb,
    PRIMARY KEY (run, number)
);
CREATE INDEX trials_best ON trials (run, objective DESC NULLS LAST, number);

-- Sets that a guided search asked for, because they do not follow from the plan.
CREATE TABLE asked (
    run text NOT NULL REFERENCES runs ON DELETE CASCADE,
    number bigint NOT NULL,
    params jsonb NOT NULL,
    PRIMARY KEY (run, number)
);

-- Long lists of a result, compressed.
CREATE TABLE parts (
    run text NOT NULL REFERENCES runs ON DELETE CASCADE,
    part text NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (run, part)
);

-- Every trial ever made of a family of documents; it outlives the runs.
CREATE TABLE ledger (
    family bytea NOT NULL,
    key bytea NOT NULL,
    at_us bigint NOT NULL,
    sharpe double precision,
    PRIMARY KEY (family, key)
);

CREATE TABLE series (
    venue text NOT NULL,
    symbol text NOT NULL,
    timeframe text NOT NULL,
    source text NOT NULL CHECK (source IN ('imported', 'recorded')),
    digits integer NOT NULL,
    duplicates bigint NOT NULL DEFAULT 0,
    closed_until_ns bigint NOT NULL DEFAULT 0,
    covered_from_ns bigint NOT NULL DEFAULT 0,
    quality jsonb,
    PRIMARY KEY (venue, symbol, timeframe)
);

CREATE TABLE months (
    venue text NOT NULL,
    symbol text NOT NULL,
    timeframe text NOT NULL,
    month text NOT NULL,
    hash text NOT NULL,
    bars bigint NOT NULL,
    first_ns bigint NOT NULL,
    last_ns bigint NOT NULL,
    PRIMARY KEY (venue, symbol, timeframe, month)
);
