"""The pictures of docs/screens/, taken from a real server with real people on a board."""
