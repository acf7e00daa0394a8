"""What speaks for and against one wire, whatever the others are."""
