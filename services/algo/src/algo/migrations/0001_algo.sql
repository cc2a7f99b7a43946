-- What the algo service has to know after a crash: documents, deployments, decisions, orders, deals.

CREATE TABLE strategies (
    strategy  text PRIMARY KEY,
    name      text NOT NULL,
    version   integer NOT NULL CHECK (version >= 1),
    example   boolean NOT NULL DEFAULT false
);

-- Every save is a version; a running deployment keeps the one it started with.
CREATE TABLE strategy_versions (
    strategy     text NOT NULL REFERENCES strategies,
    version      integer NOT NULL,
    hash         text NOT NULL,
    document     json NOT NULL,              -- json, not jsonb: people see it as they wrote it
    explanation  text NOT NULL DEFAULT '',
    saved_at     bigint NOT NULL,            -- microseconds UTC, as everywhere on the bus
    PRIMARY KEY (strategy, version)
);

CREATE TABLE deployments (
    deployment     text PRIMARY KEY,
    strategy       text NOT NULL REFERENCES strategies,
    version        integer NOT NULL,
    name           text NOT NULL,
    account        text NOT NULL,
    symbol         text NOT NULL,
    timeframe      text NOT NULL,
    document       json NOT NULL,            -- bound: nothing is left to the run
    document_hash  text NOT NULL,
    mode           text NOT NULL,
    state          text NOT NULL CHECK (state IN ('running', 'stopped', 'failed')),
    detail         text NOT NULL DEFAULT '',
    started_at     bigint NOT NULL,
    stopped_at     bigint,
    anchor         bigint,                   -- open of the first bar the core was fed
    bars           bigint NOT NULL DEFAULT 0,-- decided on so far, and the open of the last of them
    last_bar       bigint
);
CREATE INDEX deployments_by_start ON deployments (started_at DESC);

-- One decision a bar: the key is what keeps a restart from deciding a bar twice.
CREATE TABLE decisions (
    deployment  text NOT NULL REFERENCES deployments,
    bar_time    bigint NOT NULL,
    action      text NOT NULL,
    reason      text NOT NULL,
    order_id    text,
    said        json NOT NULL,               -- the message as it goes to the bus
    is_said     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (deployment, bar_time)
);
CREATE INDEX decisions_unsaid ON decisions (deployment, bar_time) WHERE NOT is_said;

-- The outbox: a command is here before it is on the bus, and stays open until its final state.
CREATE TABLE orders (
    order_id    text PRIMARY KEY,
    deployment  text NOT NULL REFERENCES deployments,
    bar_time    bigint NOT NULL,
    verb        text NOT NULL CHECK (verb IN ('new', 'close')),
    position    bigint,
    command     json NOT NULL,
    expires_at  bigint NOT NULL,
    state       text NOT NULL DEFAULT 'decided',
    is_final    boolean NOT NULL DEFAULT false
);
CREATE INDEX orders_open ON orders (deployment) WHERE NOT is_final;

CREATE TABLE deals (
    account     text NOT NULL,
    ticket      bigint NOT NULL,
    deployment  text NOT NULL REFERENCES deployments,
    position    bigint NOT NULL,
    side        text NOT NULL,
    entry       text NOT NULL CHECK (entry IN ('in', 'out')),
    volume      numeric NOT NULL,
    price       numeric NOT NULL,
    net         numeric NOT NULL,            -- profit, commission and swap in the account's currency
    made_at     bigint NOT NULL,             -- market time
    PRIMARY KEY (account, ticket)
);
CREATE INDEX deals_by_deployment ON deals (deployment, made_at);
