"""REST, a file a resource."""
