"""What REST answers with, typed, so that /openapi.json is complete."""
