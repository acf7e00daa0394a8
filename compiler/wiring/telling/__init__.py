"""What is said of the wires: errors, warnings, and the lines to write."""
