"""What every Tickloom service knows; the floors and their order are in ARCHITECTURE.md."""
