"""How it is kept: PostgreSQL through asyncpg, one schema a service."""
