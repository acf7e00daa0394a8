"""What speaks for and against one wire, whatever the others are; and an input in search of one."""
