"""The alternatives, each in its best documented form, each a process of its own."""
