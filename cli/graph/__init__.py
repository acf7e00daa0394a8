"""`pipec graph`: one value made of what was compiled, and a pure function for each form of it."""
