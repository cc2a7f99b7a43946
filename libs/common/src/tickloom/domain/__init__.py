"""The nouns of trading: standard library only, no I/O, no clock."""
