"""The gateway's tables, as numbered SQL files."""
