"""Which web pages may act with a visitor's cookie: those of this instance."""

from __future__ import annotations

from urllib.parse import urlsplit

from tafelronde.settings import Settings


def origin_of(url: str) -> str:
    """`scheme://host[:port]` of an absolute URL, lower case, without a default port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in (None, default) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def is_ours(origin: str | None, host: str | None, settings: Settings) -> bool:
    """Whether a request with these Origin and Host headers comes from a page of ours.

    Without an Origin it does not come from a page at all: browsers send one with every WebSocket
    and every request that changes something. A page under the very name the request was sent to is
    ours too, so an instance also works under names its settings do not know; but where we are
    public by https, no page that came unencrypted counts.
    """
    if origin is None:
        return True
    try:
        named = origin_of(origin)
    except ValueError:
        return False
    public = origin_of(settings.public_url)
    if named == public or named in map(origin_of, settings.allowed_origins):
        return True
    scheme, _, place = named.partition("://")
    if host is None or scheme not in ("http", "https"):
        return False
    if public.startswith("https:") and scheme != "https":
        return False
    return place == origin_of(f"{scheme}://{host}").partition("://")[2]
