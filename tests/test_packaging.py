"""O01: how the bot is packed gives it no right that it does not need.

No container is started here: the files are read, and held to each point.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
UNIT = (ROOT / "deploy" / "second-look.service").read_text(encoding="utf-8")
PORT = "HEALTH_PORT"


def instructions(text: str = DOCKERFILE) -> list[tuple[str, str]]:
    """(instruction, what follows) of a Dockerfile, continued lines joined."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(word.upper(), rest) for word, _, rest in (line.strip().partition(" ") for line in joined.splitlines())]


def stages() -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for word, rest in instructions():
        if word == "FROM":
            found.append([])
        if found:
            found[-1].append((word, rest))
    return found


def last(word: str) -> str:
    """What the image that is run says last under this instruction."""
    return [rest for each, rest in stages()[-1] if each == word][-1]


def environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for word, rest in stages()[-1] if word == "ENV" for pair in rest.split())


def test_o01_the_image_is_built_in_two_stages_on_a_slim_base_that_fits_the_program() -> None:
    [base] = [rest for word, rest in instructions() if word == "ARG"]
    found = re.fullmatch(r"BASE=python:(\d+)\.(\d+)-slim-\w+", base)
    assert found
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert needed == ">=3.11"
    assert (int(found[1]), int(found[2])) >= (3, 11)
    assert [rest for word, rest in instructions() if word == "FROM"] == ["${BASE} AS build", "${BASE}"]


def test_o01_the_image_runs_as_a_user_without_a_name_or_rights_and_in_exec_form() -> None:
    assert last("USER") == "10001:10001"
    assert json.loads(last("ENTRYPOINT")) == ["/venv/bin/python", "/app/run_bot.py"]
    assert json.loads(last("CMD")) == ["discord"]
    owned = [rest for word, rest in stages()[-1] if word == "RUN" and "/data" in rest]
    assert "install -d -o 10001 -g 10001 -m 0700 /data" in owned[0]


def test_o01_all_that_is_written_goes_to_the_one_volume_or_to_tmp() -> None:
    assert json.loads(last("VOLUME")) == ["/data"]
    written = environment()
    assert written["DATABASE_URL"].startswith("sqlite:////data/")
    assert written["BACKUP_DIR"].startswith("/data/")
    assert written["MPLCONFIGDIR"].startswith("/tmp/")
    assert written["PYTHONDONTWRITEBYTECODE"] == "1"


def test_o01_the_image_holds_no_cache_no_tool_to_install_with_and_no_secret() -> None:
    runs = " ".join(rest for word, rest in instructions() if word == "RUN")
    assert "--without-pip" in runs
    assert "--no-cache-dir" in runs
    assert "rm -rf /var/lib/apt/lists/*" in runs
    assert not {word for word, _ in instructions()} & {"ADD", "SHELL", "EXPOSE", "ONBUILD"}
    assert "TOKEN" not in DOCKERFILE
    assert re.search(r"\b(curl|wget|git)\b", runs) is None


def copied() -> Iterator[str]:
    for word, rest in instructions():
        if word == "COPY" and not rest.startswith("--from="):
            yield from rest.split()[:-1]


def let_in(path: str) -> bool:
    """Whether `.dockerignore` lets a path into the build."""
    inside = True
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern = line.lstrip("!")
            parts = [path, *map(str, Path(path).parents)]
            anywhere = pattern.removeprefix("**/")
            if any(
                fnmatch(part, pattern) or (pattern != anywhere and fnmatch(Path(part).name, anywhere)) for part in parts
            ):
                inside = line.startswith("!")
    return inside


def test_o01_what_the_image_takes_is_there_and_nothing_else_is_let_in() -> None:
    taken = list(copied())
    assert {"bot", "content", "run_bot.py", "requirements/run.txt", "PRIVACY.md", "TERMS.md"} <= set(taken)
    for path in taken:
        assert (ROOT / path).exists(), path
        assert let_in(path), path
    for path in (
        ".env",
        "bot/.env",
        "data/second-look.db",
        ".git/config",
        "tests/conftest.py",
        "playground/server.py",
        "bot/__pycache__/a.pyc",
    ):
        assert not let_in(path), path


@pytest.mark.parametrize("arguments", [(), ("playground",)])
def test_without_the_playground_the_program_says_how_to_go_on(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    for path in copied():
        if path in {"bot", "content"}:
            (tmp_path / path).symlink_to(ROOT / path)
    (tmp_path / "run_bot.py").write_bytes((ROOT / "run_bot.py").read_bytes())
    settings = {name: value for name, value in os.environ.items() if name not in {"DISCORD_TOKEN", "PYTHONPATH"}}
    command = [sys.executable, str(tmp_path / "run_bot.py"), *arguments]
    left = subprocess.run(command, cwd=tmp_path, env=settings, capture_output=True, text=True, check=False)
    assert left.returncode == 78
    assert "DISCORD_TOKEN" in left.stderr
    assert "make run" in left.stderr
    assert "Traceback" not in left.stderr


async def test_o01_the_health_check_passes_only_while_the_bot_is_ready() -> None:
    found = re.search(r"--interval=\d+s --timeout=5s .*CMD (\[.*\])", last("HEALTHCHECK"))
    assert found
    [python, *arguments] = json.loads(found[1])
    assert python == "/venv/bin/python"
    status = 200

    async def ready(_request: web.Request) -> web.Response:
        return web.Response(status=status)

    async def checked(port: object) -> int:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, env={PORT: str(port)}, stderr=asyncio.subprocess.DEVNULL
        )
        return await process.wait()

    app = web.Application()
    app.router.add_get("/readyz", ready)
    async with TestServer(app) as server:
        assert await checked(server.port) == 0
        status = 503
        assert await checked(server.port) == 1
    assert await checked(1) == 1


BOT = COMPOSE["services"]["bot"]
CLUSTERS = {name: service for name, service in COMPOSE["services"].items() if name.startswith("cluster-")}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("user", "10001:10001"),
        ("read_only", True),
        ("cap_drop", ["ALL"]),
        ("security_opt", ["no-new-privileges:true"]),
        ("init", True),
        ("stop_grace_period", "15s"),
        ("volumes", ["data:/data"]),
        ("deploy", {"replicas": 1}),
        ("ulimits", {"core": 0}),
    ],
    ids=str,
)
def test_o01_the_container_has_no_right_that_it_does_not_need(key: str, value: object) -> None:
    assert BOT[key] == value


def test_o01_the_container_is_limited_and_nothing_of_it_can_be_reached_from_outside() -> None:
    others = {name: service for name, service in COMPOSE["services"].items() if name != "bot"}
    assert all(service["profiles"] == ["clusters"] and "ports" not in service for service in others.values())
    assert not {"ports", "expose", "network_mode", "privileged", "cap_add", "devices", "pid", "ipc"} & set(BOT)
    assert re.fullmatch(r"\d+m", BOT["mem_limit"])
    assert BOT["memswap_limit"] == BOT["mem_limit"]
    assert 50 <= BOT["pids_limit"] <= 500
    [tmp] = BOT["tmpfs"]
    path, _, options = tmp.partition(":")
    assert path == "/tmp"
    assert {"noexec", "nosuid", "nodev"} <= set(options.split(","))
    assert {"max-size", "max-file"} <= set(BOT["logging"]["options"])


def test_o01_an_env_file_made_for_another_way_of_running_does_not_move_the_data_out_of_the_volume() -> None:
    image, container = environment(), BOT["environment"]
    for name in ("DATABASE_URL", "BACKUP_DIR", "CONTENT_DIR", PORT):
        assert container[name] == image[name]
    assert not any("TOKEN" in name for name in container)


def test_each_cluster_is_the_same_container_with_a_volume_and_a_share_of_its_own() -> None:
    own = {"volumes", "environment", "profiles", "working_dir", "depends_on"}
    alike = {key: value for key, value in BOT.items() if key not in own}
    assert all({key: value for key, value in each.items() if key not in own} == alike for each in CLUSTERS.values())
    settings = [dict(each["environment"]) for each in CLUSTERS.values()]
    shares = [each.pop("CLUSTER") for each in settings]
    assert shares == [str(number) for number in range(len(CLUSTERS))]
    first, *others = settings
    assert all(each == first for each in others)
    assert first["CLUSTERS"] == str(len(CLUSTERS))
    assert first["DATABASE_URL"].startswith("postgresql://")
    assert {volume for each in CLUSTERS.values() for volume in each["volumes"]} == {
        f"{name}:/data" for name in CLUSTERS
    }


def unit() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in UNIT.splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize(
    "line",
    [
        *(
            "User=second-look",
            "NoNewPrivileges=yes",
            "CapabilityBoundingSet=",
            "ProtectSystem=strict",
            "ProtectHome=yes",
        ),
        *("PrivateTmp=yes", "PrivateDevices=yes", "PrivateUsers=yes", "ProtectProc=invisible", "ProtectClock=yes"),
        *("ProtectKernelTunables=yes", "ProtectKernelModules=yes", "ProtectKernelLogs=yes", "ProtectControlGroups=yes"),
        *("ProtectHostname=yes", "RestrictNamespaces=yes", "RestrictRealtime=yes", "RestrictSUIDSGID=yes"),
        *("RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "LockPersonality=yes", "SystemCallArchitectures=native"),
        *("StateDirectory=second-look", "StateDirectoryMode=0700", "UMask=0077", "LimitCORE=0"),
        *("KillSignal=SIGTERM", "TimeoutStopSec=15", "Restart=on-failure", "RestartPreventExitStatus=78 75"),
        "RestartPreventExitStatus=66",
    ],
)
def test_o01_the_unit_has_each_point(line: str) -> None:
    assert line in UNIT.splitlines()


def test_o01_the_unit_filters_calls_limits_memory_and_keeps_its_secret_out_of_itself() -> None:
    found = unit()
    assert found["SystemCallFilter"] == ["@system-service", "~@privileged"]
    assert re.fullmatch(r"\d+M", found["MemoryMax"][0])
    assert int(found["TasksMax"][0]) <= 500
    assert found["EnvironmentFile"] == ["/etc/second-look.env"]
    assert "TOKEN" not in UNIT
    written = dict(pair.split("=", 1) for pair in found["Environment"])
    assert written["DATABASE_URL"].startswith("sqlite:////var/lib/second-look/")
    assert written["BACKUP_DIR"].startswith("/var/lib/second-look/")
