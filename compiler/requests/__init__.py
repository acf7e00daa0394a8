"""Finished steps: layers of keys become requests that the service takes."""
