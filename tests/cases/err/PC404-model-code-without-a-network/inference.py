"""Answer requests."""
