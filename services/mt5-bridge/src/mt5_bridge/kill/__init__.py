"""The kill switch: refuse, cancel, flatten, and prove by reading that nothing is left."""
