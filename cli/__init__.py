"""The pipec command: files, terminal and AWS around the pure compiler."""
