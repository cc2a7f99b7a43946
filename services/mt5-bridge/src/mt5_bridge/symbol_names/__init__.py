"""The platform's names of markets and the broker's own, whose case is kept."""
