"""How the client draws large boards, beside excalidraw and tldraw, in one run on one machine."""
