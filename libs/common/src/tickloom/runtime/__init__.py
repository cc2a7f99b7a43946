"""How a service lives: clock, settings, telemetry, start, drain and stop."""
