"""A person's word to the bridge: what only a person may decide, left in its folder with a name."""
