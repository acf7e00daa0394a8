"""The back ends: a finished pipeline as definition JSON and as Python."""
