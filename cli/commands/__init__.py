"""The commands: options in, one call each, an exit code out."""
