"""Tafelronde: a self-hosted, real-time collaborative whiteboard."""
