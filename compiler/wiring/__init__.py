"""Which output feeds which input: names, gates, scores, the assignment."""
