"""Python code as a tree, and its printer."""
