"""pipec for Python programs: pipelines and contracts in code, over the compiler's own passes."""
