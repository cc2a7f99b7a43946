"""How much may be traded: sizing and limits, pure."""
