"""Definitions as the service has them: what changes between two, and how one may be run."""
