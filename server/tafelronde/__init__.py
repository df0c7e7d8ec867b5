"""Tafelronde: a self-hosted, real-time collaborative whiteboard."""

from tafelronde.app import create_app
from tafelronde.settings import Settings

__all__ = ["Settings", "create_app"]
