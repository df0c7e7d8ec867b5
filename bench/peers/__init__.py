"""The servers: how each is installed, started and spoken to."""
