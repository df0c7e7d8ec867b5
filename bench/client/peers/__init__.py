"""The whiteboards that are measured."""
