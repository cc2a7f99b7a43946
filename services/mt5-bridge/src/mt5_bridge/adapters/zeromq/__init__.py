"""The expert adviser of Darwinex (DWX ZeroMQ Connector 2.0.1) as a terminal."""
