-- The market as the terminal states it, each tick and bar once.
-- Times are bigint microseconds UTC, as on the wire: exact, and cheaper to send than timestamptz.
-- Prices are double precision, as on the wire: they come back as the very number that was said.

CREATE TABLE ticks (
    venue  text             NOT NULL,
    symbol text             NOT NULL,
    ts     bigint           NOT NULL,
    n      integer          NOT NULL,   -- counts earlier ticks with the same stamp
    bid    double precision NOT NULL,
    ask    double precision NOT NULL,
    PRIMARY KEY (venue, symbol, ts, n)
) PARTITION BY RANGE (ts);              -- a partition for each UTC day, made when it is needed

CREATE TABLE bars (
    venue     text             NOT NULL,
    symbol    text             NOT NULL,
    timeframe text             NOT NULL,
    time      bigint           NOT NULL,
    open      double precision NOT NULL,
    high      double precision NOT NULL,
    low       double precision NOT NULL,
    close     double precision NOT NULL,
    volume    bigint           NOT NULL,
    spread    integer          NOT NULL,
    PRIMARY KEY (venue, symbol, timeframe, time)
);

-- One row for each recorded series; timeframe '' stands for ticks. Everything in
-- [verified_from, verified_until) is recorded whole; a start repairs from verified_until on.
CREATE TABLE series (
    venue          text   NOT NULL,
    symbol         text   NOT NULL,
    timeframe      text   NOT NULL,
    rows           bigint NOT NULL DEFAULT 0,
    repaired       bigint NOT NULL DEFAULT 0,
    first_time     bigint,
    last_time      bigint,
    verified_from  bigint,
    verified_until bigint,
    PRIMARY KEY (venue, symbol, timeframe)
) WITH (fillfactor = 50);               -- updated with every batch, always in place

-- What had to be fetched from the terminal's history, page by page, and why.
CREATE TABLE repairs (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    venue       text        NOT NULL,
    symbol      text        NOT NULL,
    timeframe   text        NOT NULL,
    from_time   bigint      NOT NULL,
    until_time  bigint      NOT NULL,
    rows        bigint      NOT NULL,
    reason      text        NOT NULL,
    repaired_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE deals (
    account     text    NOT NULL,
    ticket      bigint  NOT NULL,
    symbol      text    NOT NULL,
    position    bigint  NOT NULL,
    side        text    NOT NULL,
    entry       text    NOT NULL,
    volume      numeric NOT NULL,
    price       numeric NOT NULL,
    profit      numeric NOT NULL,
    commission  numeric NOT NULL,
    swap        numeric NOT NULL,
    balance     numeric NOT NULL,
    reason      text    NOT NULL,
    order_id    text,
    deployment  text,
    ts          bigint  NOT NULL,
    message     jsonb   NOT NULL,       -- as it was said, with what later versions add to it
    PRIMARY KEY (account, ticket)
);
CREATE INDEX deals_newest ON deals (ticket DESC);
CREATE INDEX deals_by_symbol ON deals (symbol, ticket DESC);
CREATE INDEX deals_by_deployment ON deals (deployment, ticket DESC) WHERE deployment IS NOT NULL;

CREATE TABLE order_states (
    order_id   text   NOT NULL,
    state      text   NOT NULL,
    account    text   NOT NULL,
    ts         bigint NOT NULL,
    stream_seq bigint NOT NULL,
    message    jsonb  NOT NULL,
    PRIMARY KEY (order_id, state)
);

-- The latest state of each order: the one the event stream stored last.
CREATE TABLE orders (
    order_id   text   PRIMARY KEY,
    account    text   NOT NULL,
    symbol     text   NOT NULL,
    state      text   NOT NULL,
    ts         bigint NOT NULL,
    stream_seq bigint NOT NULL,
    message    jsonb  NOT NULL
);
CREATE INDEX orders_newest ON orders (ts DESC);
CREATE INDEX orders_by_account ON orders (account, ts DESC);

-- Open positions: what the deals add up to.
CREATE VIEW positions AS
SELECT account, position, min(symbol) AS symbol,
       (array_agg(side ORDER BY ticket))[1] AS side,
       sum(CASE entry WHEN 'in' THEN volume ELSE -volume END) AS volume,
       sum(price * volume) FILTER (WHERE entry = 'in')
           / sum(volume) FILTER (WHERE entry = 'in') AS price_open,
       min(ts) AS opened, sum(swap) AS swap
FROM deals
GROUP BY account, position
HAVING sum(CASE entry WHEN 'in' THEN volume ELSE -volume END) <> 0;
