"""What is decided: the decision core, its drivers and the only fill functions."""
