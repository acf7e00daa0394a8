"""The compiler: text in, definition and diagnostics out. It reads no file and prints nothing."""
