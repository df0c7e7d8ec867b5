"""The board: its document, its schema, and who may do what on it. No I/O, never awaits."""
