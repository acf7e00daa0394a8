"""Just an example."""
