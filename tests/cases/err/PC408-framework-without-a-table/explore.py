"""Looks at the data."""
