"""What the gateway knows of accounts and symbols, and the one sender of commands."""
