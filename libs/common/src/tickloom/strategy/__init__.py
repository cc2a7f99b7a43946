"""What a strategy document is: parsing, checks, and every indicator and operator, once."""
