"""Builders and the real servers, as pytest fixtures for every member."""
