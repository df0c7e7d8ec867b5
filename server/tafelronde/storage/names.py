"""Ids, epochs and tokens: random, and safe in a URL."""

import hashlib
import secrets


def new_id() -> str:
    """Return a new id of a board, person or link.

    12 characters of A–Z a–z 0–9 _ -, never beginning with - (72 bits).
    """
    while (new := secrets.token_urlsafe(9)).startswith("-"):
        pass
    return new


def new_epoch() -> str:
    """Return a new epoch of a board: 8 characters like those of an id (48 bits)."""
    while (new := secrets.token_urlsafe(6)).startswith("-"):
        pass
    return new


def new_token() -> str:
    """Return a new secret of 32 characters (192 bits)."""
    return secrets.token_urlsafe(24)


def token_hash(token: str) -> str:
    """Return what the database keeps of a token that it need not show again.

    Its SHA-256 in hexadecimal.
    """
    return hashlib.sha256(token.encode()).hexdigest()
