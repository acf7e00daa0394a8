"""The back ends: a finished pipeline as definition JSON, as Python, and for other deploy tools."""
