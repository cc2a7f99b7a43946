"""Numbered SQL files, applied once each at start."""
