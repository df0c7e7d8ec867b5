"""What the surroundings decide: every setting, its environment variable and its default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_OURS = "TAFELRONDE_"


class Settings(BaseSettings):
    """Read from the environment when created; `Settings(port=0)` overrides.

    The address and the data directory are `HOST`, `PORT` and `DATA_DIR`; everything else begins
    with `TAFELRONDE_`. After creation `database_url` and `public_url` are always set. A value that
    does not fit raises `pydantic.ValidationError`.
    """

    model_config = SettingsConfigDict(env_prefix=_OURS, populate_by_name=True, frozen=True)

    host: str = Field(default="127.0.0.1", validation_alias="HOST")
    """The address to listen on; `0.0.0.0` for every interface."""

    port: int = Field(default=8000, ge=0, le=65535, validation_alias="PORT")
    """The port to listen on; 0 takes a free one."""

    data_dir: Path = Field(default=Path("data"), validation_alias="DATA_DIR")
    """Where the embedded database lies. Made at start, for its owner only."""

    database_url: str = ""
    """`sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`; by default SQLite in `data_dir`."""

    public_url: str = ""
    """The address people use, without a path; by default http at `host` and `port`. With https the
    session cookie is sent over TLS only."""

    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins besides `public_url` whose pages may use a person's cookie; comma separated."""

    trusted_proxies: str = "127.0.0.1,::1"
    """Addresses of reverse proxies whose word for whom they forward is taken, comma separated; `*`
    where nobody but a proxy can reach the server."""

    idle_seconds: float = Field(default=30, gt=0)
    """How long a board that nobody has open stays in memory, in seconds."""

    edit_idle_seconds: float = Field(default=300, gt=0)
    """How long a board that is only looked at can still be edited without being loaded anew, in
    seconds; then it takes a twentieth of the memory."""

    cache_bytes: int = Field(default=256 * 2**20, ge=0)
    """How much memory the boards may take, in bytes, before those go that nobody needs."""

    save_patience_ms: int = Field(default=500, ge=0)
    """How long others wait for the disk before they see an edit unsaved, in milliseconds."""

    bin_days: int = Field(default=30, ge=1)
    """How long deleted objects and boards can be taken back, in days."""

    board_images_mb: int = Field(default=250, ge=1)
    """To how much the pictures on one board may come, in megabytes."""

    snapshot_rows: int = Field(default=500, ge=1)
    """After how many rows of its log a board is written as a whole."""

    rate_factor: float = Field(default=1, gt=0)
    """Multiplies how much a person and an address may send before they are slowed down."""

    metrics_token: Annotated[SecretStr, Field(min_length=16)] | None = None
    """What `/metrics` asks for, of at least 16 characters; without it only this machine is
    answered, and only while `public_url` is an address of this machine too."""

    ping_seconds: float = Field(default=20, ge=1, le=600)
    """How often an open socket is asked whether anybody is still there, in seconds; who has not
    answered after as long again is taken for gone."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The least serious log lines that are written."""

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("metrics_token", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        # A deployment that passes on a variable which nobody set means none.
        return None if value == "" else value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
            raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
        return value

    @field_validator("public_url")
    @classmethod
    def _public_web_address(cls, value: str) -> str:
        return _web_address(value) if value else value

    @field_validator("allowed_origins")
    @classmethod
    def _web_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_web_address(address) for address in value)

    @model_validator(mode="after")
    def _fill_in(self) -> Self:
        # Frozen for everybody else: these two defaults depend on other fields.
        fill = object.__setattr__
        if not self.database_url:
            path = self.data_dir.absolute() / "tafelronde.sqlite3"
            fill(self, "database_url", f"sqlite+aiosqlite:///{path}")
        host = f"[{self.host}]" if ":" in self.host else self.host
        fill(self, "public_url", self.public_url or f"http://{host}:{self.port}")
        return self


def _web_address(value: str) -> str:
    """Return `scheme://host[:port]` without a slash at the end."""
    parts = urlsplit(value)
    known = parts.scheme in ("http", "https") and parts.hostname
    if not known or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"must be like https://tafel.example.org, not {value!r}")
    return value.rstrip("/")
