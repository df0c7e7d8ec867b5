"""The sync protocol and the room, sans I/O: bytes and values in, bytes and values out; nothing here awaits."""
