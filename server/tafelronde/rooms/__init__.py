"""The async shell around the rooms: one live room a board, one log writer a process."""
