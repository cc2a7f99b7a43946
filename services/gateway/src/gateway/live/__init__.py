"""The live side: bus bytes wrapped once, written once a client a turn."""
