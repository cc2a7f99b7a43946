"""Any module with the surface of the MetaTrader5 package: the real one, or `tickloom_terminal`."""
