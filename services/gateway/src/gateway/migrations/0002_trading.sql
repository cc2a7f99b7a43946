-- Roles: a viewer looks, a trader and the administrator give orders.
ALTER TABLE users DROP CONSTRAINT users_role_check;
ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('admin', 'trader', 'viewer'));

-- Who told an account what: each row's hash covers the row and the hash before it.
CREATE TABLE audit (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at_us      bigint NOT NULL,
    owner      text   NOT NULL,
    credential text   NOT NULL,
    what       text   NOT NULL,
    account    text   NOT NULL,
    subject    text   NOT NULL,
    detail     text   NOT NULL,   -- JSON exactly as it was hashed
    hash       bytea  NOT NULL CHECK (length(hash) = 32)
);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only';
END
$$;
CREATE TRIGGER audit_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
