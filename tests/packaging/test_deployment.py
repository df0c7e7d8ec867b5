"""The files of the container deployment, as far as they can be checked without a container engine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tafelronde.settings import Settings

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def services() -> dict[str, dict[str, Any]]:
    services: dict[str, dict[str, Any]] = yaml.safe_load(
        (_ROOT / "docker-compose.yml").read_text()
    )["services"]
    return services


def _assigned(service: dict[str, Any], **values: str) -> dict[str, str]:
    """The service's environment as Compose fills it in with `values`."""

    def fill(match: re.Match[str]) -> str:
        name, default = match["name"], match["default"]
        return values.get(name, default or "")

    variable = re.compile(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*)|:\?[^}]*)?\}")
    return {name: variable.sub(fill, text) for name, text in service["environment"].items()}


def test_nothing_is_said_twice_in_the_compose_file() -> None:
    """Compose refuses it; yaml's reader lets the last one win."""
    nodes: list[yaml.Node | None] = [yaml.compose((_ROOT / "docker-compose.yml").read_text())]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            assert len(set(keys)) == len(keys), keys
            nodes += [value for _, value in node.value]


def test_only_the_proxy_is_reachable_from_outside(services: dict[str, dict[str, Any]]) -> None:
    """The app and its database publish no port."""
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]


def test_the_app_accepts_the_settings_of_the_compose_file(
    services: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every variable is one the app knows, and together they make valid settings."""
    given = _assigned(
        services["app"], TAFELRONDE_DOMAIN="tafel.example.org", POSTGRES_PASSWORD="pw"
    )
    known = {f"TAFELRONDE_{name.upper()}" for name in Settings.model_fields}
    assert set(given) <= known
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.public_url == "https://tafel.example.org"
    assert settings.database_url == "postgresql+asyncpg://tafelronde:pw@postgres/tafelronde"
    assert "postgres" in services


def test_what_is_mounted_and_waited_for_is_there(services: dict[str, dict[str, Any]]) -> None:
    """Mounted files exist, volumes are declared, and whoever is waited for can say it is healthy."""
    declared = yaml.safe_load((_ROOT / "docker-compose.yml").read_text())["volumes"]
    dockerfile = (_ROOT / "Dockerfile").read_text()
    for service in services.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (_ROOT / source).is_file() if source.startswith("./") else source in declared
        for other in service.get("depends_on", {}):
            assert "healthcheck" in services[other] or (
                "build" in services[other] and "HEALTHCHECK" in dockerfile
            )


def test_the_image_is_built_from_files_that_are_there() -> None:
    """What the Dockerfile copies exists, and .dockerignore lets it and all the wheel needs in."""
    dockerfile = (_ROOT / "Dockerfile").read_text()
    let_in = {
        line.removeprefix("!")
        for line in (_ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    assert all((_ROOT / name).exists() for name in let_in)
    for source in re.findall(r"^COPY (?!--from)(\S+) ", dockerfile, re.MULTILINE):
        assert source == "." or ((_ROOT / source).exists() and source.split("/")[0] in let_in)
    assert {"server", "client", "shared_schema", "migrations", "hatch_build.py"} <= let_in


def test_the_container_does_not_run_as_root() -> None:
    """The last user of the image is an ordinary one, before the command that starts the server."""
    lines = (_ROOT / "Dockerfile").read_text().splitlines()
    users = [line for line in lines if line.startswith("USER ")]
    assert users == ["USER tafelronde"]
    assert lines.index(users[0]) < lines.index('CMD ["tafelronde", "serve"]')


def test_the_proxy_passes_to_the_app(services: dict[str, dict[str, Any]]) -> None:
    """Caddy's upstream is the app's service at the port that the image exposes."""
    (host, port) = re.findall(r"reverse_proxy (\w+):(\d+)", (_ROOT / "Caddyfile").read_text())[0]
    assert host in services
    assert f"EXPOSE {port}" in (_ROOT / "Dockerfile").read_text()
