"""The tables of the order journal; `IF NOT EXISTS` brings older files up to date."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS commands (
    command_id TEXT PRIMARY KEY, state TEXT NOT NULL, is_due INTEGER NOT NULL, record TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS commands_state ON commands (state);
CREATE INDEX IF NOT EXISTS commands_due ON commands (is_due) WHERE is_due = 1;
CREATE TABLE IF NOT EXISTS magics (magic INTEGER PRIMARY KEY, command_id TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS attempts (
    command_id TEXT NOT NULL, attempt INTEGER NOT NULL, request TEXT NOT NULL,
    intent_at_us INTEGER NOT NULL, result TEXT, result_at_us INTEGER,
    PRIMARY KEY (command_id, attempt)
) STRICT;
CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL UNIQUE, news TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS deals (
    ticket INTEGER PRIMARY KEY, position INTEGER NOT NULL, command_id TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS deals_position ON deals (position);
CREATE TABLE IF NOT EXISTS beginnings (
    position INTEGER PRIMARY KEY, symbol TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('told', 'missing', 'stated', 'gone')),
    times INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS positions (
    position INTEGER PRIMARY KEY, command_id TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS fillings (
    server TEXT NOT NULL, symbol TEXT NOT NULL, mode INTEGER NOT NULL,
    PRIMARY KEY (server, symbol)
) STRICT;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS told (
    id INTEGER PRIMARY KEY, message_id TEXT NOT NULL, news TEXT NOT NULL
) STRICT
"""
"""`beginnings` says where the record has the opening of each position.

told: in the deal that made it. missing: deals of it were told, and not that one. stated, gone: in
the terminal's own statement that it is open as it is, or not any more; `times` counts those.
"""
