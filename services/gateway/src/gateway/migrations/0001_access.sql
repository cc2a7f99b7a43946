-- Who may ask, and what was answered. Times are microseconds UTC; secrets are SHA-256 hashes.
CREATE TABLE users (
    name       text PRIMARY KEY,
    role       text NOT NULL CHECK (role IN ('admin')),
    created_us bigint NOT NULL
);

CREATE TABLE api_keys (
    id         text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{8}$'),
    hash       bytea NOT NULL CHECK (length(hash) = 32),
    owner      text NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    source     text NOT NULL CHECK (source IN ('environment')),
    created_us bigint NOT NULL,
    expires_us bigint,
    used_us    bigint,
    revoked_us bigint
);

CREATE TABLE sign_in_links (
    hash       bytea PRIMARY KEY CHECK (length(hash) = 32),
    created_us bigint NOT NULL,
    expires_us bigint NOT NULL,
    used_us    bigint
);

CREATE TABLE sessions (
    id         text PRIMARY KEY,
    hash       bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    owner      text NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    created_us bigint NOT NULL,
    expires_us bigint NOT NULL,
    revoked_us bigint
);

CREATE TABLE socket_tickets (
    hash       bytea PRIMARY KEY CHECK (length(hash) = 32),
    credential text NOT NULL,
    owner      text NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    origin     text NOT NULL,
    expires_us bigint NOT NULL
);

-- One row an Idempotency-Key; without a status the request is being done, or its outcome is open.
CREATE TABLE answers (
    owner      text NOT NULL,
    route      text NOT NULL,
    key        text NOT NULL,
    body_hash  bytea NOT NULL,
    status     int,
    body       bytea,
    created_us bigint NOT NULL,
    PRIMARY KEY (owner, route, key)
);
CREATE INDEX answers_created ON answers (created_us);
