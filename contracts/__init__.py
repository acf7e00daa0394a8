"""The built-in contracts, one YAML file each."""
