"""A terminal for MetaTrader 5 scripts where there is none: `import tickloom_terminal as mt5`."""
