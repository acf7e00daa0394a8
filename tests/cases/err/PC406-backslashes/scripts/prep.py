"""Prepares."""
