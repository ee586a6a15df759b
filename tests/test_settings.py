"""Settings come from the environment or `.env`; a malformed one is named, its value never shown."""

import os
from dataclasses import fields
from pathlib import Path

import pytest

from bot.errors import SettingError
from bot.settings import EXPECTED, Settings, load_settings

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in EXPECTED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_settings_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.discord_token is None
    assert settings.database_url == "sqlite:///data/second-look.db"
    assert settings.playground_port == 8765


def test_the_packs_that_ship_are_found_wherever_the_program_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().content == ROOT / "content"
    monkeypatch.setenv("CONTENT_DIR", "nowhere")
    assert load_settings().content == Path("nowhere")
    Path("content").mkdir()
    monkeypatch.setenv("CONTENT_DIR", "content")
    assert load_settings().content == Path("content")
    monkeypatch.delenv("CONTENT_DIR")
    assert load_settings().content == ROOT / "content"


def test_the_token_is_not_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "abc.def.ghi")
    assert load_settings().discord_token == "abc.def.ghi"
    assert "abc" not in repr(load_settings())


def test_an_empty_token_is_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "")
    assert load_settings().discord_token is None


@pytest.mark.parametrize("token", ['"abc.def.ghi"', "abc def", "abc\n", "ａｂｃ"])
def test_o03_a_quoted_or_spaced_token_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", token)
    with pytest.raises(SettingError, match=r"^DISCORD_TOKEN cannot be used: expected the bot token") as refused:
        load_settings()
    assert "abc" not in str(refused.value)


@pytest.mark.skipif(os.name != "posix", reason="who may read a file is told otherwise there")
@pytest.mark.parametrize(
    ("mode", "token", "refused"), [(0o644, "abc", True), (0o640, "abc", False), (0o644, "", False)]
)
def test_o03_a_file_with_the_token_that_everybody_may_read_is_refused(mode: int, token: str, refused: bool) -> None:
    file = Path(".env")
    file.write_text(f"DISCORD_TOKEN={token}\nLOG_LEVEL=INFO\n", encoding="utf-8")
    file.chmod(mode)
    if refused:
        with pytest.raises(SettingError, match=r"^\.env holds the token .*: run `chmod 600 \.env`\.$"):
            load_settings()
    else:
        assert load_settings().log_level == "INFO"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PLAYGROUND_PORT", "70000"), ("PLAYGROUND_PORT", "eighty"), ("LOG_LEVEL", "LOUD"), ("LOG_FORMAT", "xml")],
)
def test_a_malformed_setting_is_named_with_what_is_expected(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError) as refused:
        load_settings()
    assert str(refused.value) == f"{name} cannot be used: expected {EXPECTED[name]}."


def test_levels_and_formats_may_be_written_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "debug")
    monkeypatch.setenv("LOG_FORMAT", "JSON")
    settings = load_settings()
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")


def test_the_example_file_names_every_setting_with_a_sentence() -> None:
    lines = (Path(__file__).parents[1] / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {line.lstrip("# ").split("=")[0] for line in lines if "=" in line and line.lstrip("# ")[:1].isupper()}
    assert named == {field.name.upper() for field in fields(Settings)}


POSTGRESQL = "postgresql://study@127.0.0.1/study"


def shards_of(monkeypatch: pytest.MonkeyPatch, url: str = POSTGRESQL, **named: str) -> tuple[int, ...] | None:
    monkeypatch.setenv("DATABASE_URL", url)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    return load_settings().own_shards


@pytest.mark.parametrize(
    ("named", "own"),
    [
        ({}, None),
        ({"SHARD_COUNT": "4"}, None),
        ({"SHARD_COUNT": "8", "SHARD_IDS": "0-2, 5"}, (0, 1, 2, 5)),
        ({"SHARD_COUNT": "8", "SHARD_IDS": "7,0,7"}, (0, 7)),
        ({"SHARD_COUNT": "5", "CLUSTER": "0", "CLUSTERS": "2"}, (0, 1)),
        ({"SHARD_COUNT": "5", "CLUSTER": "1", "CLUSTERS": "2"}, (2, 3, 4)),
        ({"SHARD_COUNT": "4", "SHARD_IDS": "", "CLUSTER": "", "CLUSTERS": ""}, None),
    ],
)
def test_the_shards_of_a_process_are_named_or_its_share(
    monkeypatch: pytest.MonkeyPatch, named: dict[str, str], own: tuple[int, ...] | None
) -> None:
    assert shards_of(monkeypatch, **named) == own


@pytest.mark.parametrize(
    ("named", "wrong"),
    [
        ({"SHARD_IDS": "0-1"}, "SHARD_COUNT"),
        ({"CLUSTER": "0", "CLUSTERS": "2"}, "SHARD_COUNT"),
        ({"SHARD_COUNT": "0"}, "SHARD_COUNT"),
        ({"SHARD_COUNT": "4", "SHARD_IDS": "0-4"}, "SHARD_IDS"),
        ({"SHARD_COUNT": "4", "SHARD_IDS": "3-1"}, "SHARD_IDS"),
        ({"SHARD_COUNT": "4", "SHARD_IDS": "all"}, "SHARD_IDS"),
        ({"SHARD_COUNT": "4", "SHARD_IDS": "0", "CLUSTER": "0", "CLUSTERS": "2"}, "SHARD_IDS"),
        ({"SHARD_COUNT": "4", "CLUSTER": "0"}, "CLUSTERS"),
        ({"SHARD_COUNT": "4", "CLUSTER": "0", "CLUSTERS": "5"}, "CLUSTERS"),
        ({"SHARD_COUNT": "4", "CLUSTER": "2", "CLUSTERS": "2"}, "CLUSTER"),
        ({"SHARD_COUNT": "4", "CLUSTERS": "2"}, "CLUSTER"),
    ],
)
def test_o03_shards_that_cannot_be_meant_are_named(
    monkeypatch: pytest.MonkeyPatch, named: dict[str, str], wrong: str
) -> None:
    with pytest.raises(SettingError, match=f"^{wrong} cannot be used: expected {EXPECTED[wrong]}.$"):
        shards_of(monkeypatch, **named)


def test_c14_several_processes_cannot_share_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingError, match="need a PostgreSQL, since one process owns an SQLite file"):
        shards_of(monkeypatch, "sqlite:///data/study.db", SHARD_COUNT="4", SHARD_IDS="0")
    assert shards_of(monkeypatch, "sqlite:///data/study.db", SHARD_COUNT="4", SHARD_IDS="") is None
