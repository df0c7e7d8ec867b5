"""The edge: HTTP routes, the WebSocket endpoint, identity, and errors as statuses and close codes."""
