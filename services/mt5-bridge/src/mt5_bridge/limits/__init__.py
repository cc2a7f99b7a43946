"""The last limits before an order leaves the house: the file, the day, and the gate that asks."""
