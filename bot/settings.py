"""What an operator can set: environment variables, or the same names in a file `.env`."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from dotenv import dotenv_values
from msgspec import Meta

from bot import installation
from bot.errors import SettingError

EXPECTED = {
    "DISCORD_TOKEN": "the bot token from the Discord developer portal, without quotes or spaces",
    "DATABASE_URL": "an address such as sqlite:///data/second-look.db, or postgresql://user:password@host/name",
    "BACKUP_DIR": "the folder for daily copies of the database, such as data/backups",
    "BACKUPS_KEPT": "how many daily copies are kept, 1 to 14, or 0 for none",
    "CONTENT_DIR": "the folder that holds the content packs, such as content",
    "PROJECT_URL": "a web address that begins with https://",
    "LOG_LEVEL": "one of DEBUG, INFO, WARNING, ERROR",
    "LOG_FORMAT": "text or json",
    "PACKS_PER_SERVER": "how many packs a server may bring, 0 to 200",
    "PACK_MIB_PER_SERVER": "how many MiB these may have in all, unpacked, 0 to 1000",
    "SHARD_COUNT": "how many shards all processes have together, 1 to 10000",
    "SHARD_IDS": "the shards of this process, such as 0-3 or 0,2,4, below SHARD_COUNT",
    "CLUSTER": "which of CLUSTERS processes this is, counting from 0",
    "CLUSTERS": "how many processes share the shards, from 1 to SHARD_COUNT",
    "HEALTH_PORT": "a port from 1 to 65535 on which health and metrics are told, or 0 for none",
    "PLAYGROUND_PORT": "a port from 0 to 65535 (0: any free one)",
}


_UNQUOTED = r"""^[^\s"'\x80-\U0010ffff]+\Z"""
_ADDRESS = r"^https://[!-~]+\Z"
_SHARDS = r"^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*\Z"
_TIDIED: dict[str, Callable[[str], str]] = {
    "log_level": str.upper,
    "log_format": str.lower,
    "shard_ids": lambda written: written.replace(" ", ""),
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting of the program; see `.env.example` for a sentence on each."""

    discord_token: Annotated[str, Meta(pattern=_UNQUOTED)] | None = field(default=None, repr=False)
    database_url: str = f"sqlite:///{installation.data_folder() / 'second-look.db'}"
    backup_dir: Path = installation.data_folder() / "backups"
    backups_kept: Annotated[int, Meta(ge=0, le=14)] = 14
    content_dir: Path | None = None
    project_url: Annotated[str, Meta(pattern=_ADDRESS, max_length=300)] | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    packs_per_server: Annotated[int, Meta(ge=0, le=200)] = 20
    pack_mib_per_server: Annotated[int, Meta(ge=0, le=1000)] = 20
    shard_count: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    shard_ids: Annotated[str, Meta(pattern=_SHARDS, max_length=1000)] | None = None
    cluster: Annotated[int, Meta(ge=0)] | None = None
    clusters: Annotated[int, Meta(ge=1)] | None = None
    health_port: Annotated[int, Meta(ge=0, le=65535)] = 0
    playground_port: Annotated[int, Meta(ge=0, le=65535)] = 8765

    @property
    def content(self) -> Path:
        """CONTENT_DIR, from where the program was started or else beside it; without that setting what ships."""
        if self.content_dir is None:
            return installation.shipped_content()
        beside = Path(__file__).parents[1] / self.content_dir
        return beside if not self.content_dir.exists() and beside.exists() else self.content_dir

    @property
    def own_shards(self) -> tuple[int, ...] | None:
        """The shards of this process; None where it has all. Raises SettingError where the settings contradict."""
        if self.shard_ids is None and self.cluster is None and self.clusters is None:
            return None
        if self.database_url.startswith("sqlite:"):
            raise SettingError(
                "SHARD_IDS and CLUSTER need a PostgreSQL, since one process owns an SQLite file. Set DATABASE_URL, or "
                "leave both out: one process can have all shards."
            )
        if self.shard_count is None:
            raise _unusable("SHARD_COUNT")
        if self.shard_ids is not None:
            return self._listed(self.shard_ids, self.shard_count)
        if self.clusters is None or self.clusters > self.shard_count:
            raise _unusable("CLUSTERS")
        if self.cluster is None or self.cluster >= self.clusters:
            raise _unusable("CLUSTER")
        share = (self.shard_count * number // self.clusters for number in (self.cluster, self.cluster + 1))
        return tuple(range(*share))

    def _listed(self, written: str, count: int) -> tuple[int, ...]:
        ends = [
            (int(first), int(last or first)) for first, _, last in (part.partition("-") for part in written.split(","))
        ]
        if self.cluster is not None or self.clusters is not None or any(not a <= b < count for a, b in ends):
            raise _unusable("SHARD_IDS")
        return tuple(sorted({shard for first, last in ends for shard in range(first, last + 1)}))


def load_settings() -> Settings:
    """Read the settings; raises SettingError with one line per run that names the first malformed one.

    The value itself is never repeated: it may be a secret pasted into the wrong line.
    """
    try:
        written = dotenv_values(".env")
        _keep_to_its_owner(Path(".env"), written.get("DISCORD_TOKEN"))
    except UnicodeDecodeError:
        raise SettingError(".env cannot be read: expected a text file in UTF-8.") from None
    found, types = {**written, **os.environ}, get_type_hints(Settings, include_extras=True)
    values: dict[str, Any] = {}
    for setting in fields(Settings):
        value = found.get(setting.name.upper())
        if value is not None and (value.strip() or setting.default is not None):  # nothing is None where that may be
            values[setting.name] = _converted(setting.name, value, types[setting.name])
    return Settings(**values)


def _converted(name: str, value: str, kind: Any) -> Any:
    try:
        tidied = _TIDIED.get(name, str)(value)
        return msgspec.convert(tidied, kind, strict=False, dec_hook=lambda path, text: path(text))
    except msgspec.ValidationError:
        raise _unusable(name.upper()) from None


def _unusable(name: str) -> SettingError:
    return SettingError(f"{name} cannot be used: expected {EXPECTED[name]}.")


def _keep_to_its_owner(file: Path, token: str | None) -> None:
    """Raise SettingError where everybody on this machine could read the token."""
    if token and os.name == "posix" and file.stat().st_mode & stat.S_IROTH:
        raise SettingError(".env holds the token and may be read by everybody on this machine: run `chmod 600 .env`.")
