"""Reads what the query gives."""
