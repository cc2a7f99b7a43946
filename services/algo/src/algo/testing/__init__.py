"""The service at work on real servers, beside a small bridge that a test moves by hand."""
