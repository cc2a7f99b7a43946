"""The terminals of this world behind the one port: MetaTrader's package, the ZeroMQ adviser."""
