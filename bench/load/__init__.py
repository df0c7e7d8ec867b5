"""The load generator: one process, one thread, no server code in its hot path."""
