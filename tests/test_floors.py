"""Imports run down the floors of the house, never up and never across."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "bot").rglob("*.py"))
PLAYGROUND = sorted((ROOT / "playground").rglob("*.py"))
FEATURES = {"library", "help", "polls", "quizzes", "statements", "viewings"}

FREE_OF_DISCORD = {
    "rules.py", "model.py", "store.py", "service.py", "reader.py", "names.py", "shelves.py", "sheets.py",
    "compare.py", "errors.py", "settings.py", "clock.py", "text.py", "limits.py", "times.py", "counting.py",
    "recent.py", "shipped.py", "terms.py", "drafts.py", "results.py", "pairs.py", "making.py", "draft_store.py",
    "letters.py", "lookalikes.py", "addresses.py", "spreadsheet.py",
    "exports.py", "casting.py", "closing.py", "due.py", "jobs.py", "steady.py",
}  # fmt: skip

HEIGHT = {
    "errors": 0, "clock": 0, "stopping": 0, "installation": 0, "settings": 1,
    "database": 1, "operations": 1,
    "chat": 2,
    "outbox": 3,
    "guilds": 4, "charts": 4,
    "packs": 5, "threads": 5,
    **dict.fromkeys(FEATURES, 6),
    "privacy": 7, "handouts": 7, "greeting": 7,
    "app": 8,
    "launch": 9,
    "interchange": 10, "data_commands": 10,
    "cli": 11,
    "__main__": 12,
}  # fmt: skip
"""A room may import rooms below it; rooms of one height do not know each other."""


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def walked(path: Path) -> list[ast.AST]:
    return list(ast.walk(parsed(path)))


def room(path: Path) -> str:
    inside = path.relative_to(ROOT / "bot")
    return inside.parts[0].removesuffix(".py")


@cache
def imports(path: Path, *, at_import: bool = False) -> set[str]:
    """Full names of modules that a module imports; with `at_import` only those imported when it is itself."""
    tree = parsed(path)
    nodes = tree.body if at_import else walked(path)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


@cache
def type_checking_imports(path: Path) -> set[str]:
    tree = parsed(path)
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for inner in ast.walk(node):
                if isinstance(inner, ast.ImportFrom) and inner.module:
                    found |= {f"{inner.module}.{name.name}" for name in inner.names}
    return found


def uses(path: Path, package: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for name in imports(path))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_rooms_below_it(path: Path) -> None:
    if room(path) == "__init__":
        return
    own = room(path)
    for name in imports(path) - type_checking_imports(path):
        parts = name.split(".")
        if parts[0] == "bot" and len(parts) > 1 and parts[1] in HEIGHT and parts[1] != own:
            assert HEIGHT[parts[1]] < HEIGHT[own], f"{own} imports {name}"


def test_the_playground_knows_nothing_of_the_bot_and_the_bot_opens_it_in_one_place() -> None:
    assert PLAYGROUND
    assert [str(path) for path in PLAYGROUND if uses(path, "bot")] == []
    assert [str(path.relative_to(ROOT)) for path in MODULES if uses(path, "playground")] == ["bot/app.py"]


FLOOR = {
    "commands": 6,
    "controls": 5, "forms": 5,
    "cards": 4, "phrases": 4, "pictures": 4, "text": 4,
    "service": 3,
    "store": 2,
    "rules": 1, "model": 1, "views": 1, "terms": 1,
}  # fmt: skip
"""Inside a room the name of a file says its floor, also in folders within it; files of other names have none."""


@cache
def everything_imported() -> dict[str, set[str]]:
    """By module: the modules of ours that it imports, also where only types are checked or a function is called."""
    known = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in MODULES}
    return {
        name: {
            each if each in known else each.rpartition(".")[0] for each in imports(path) | type_checking_imports(path)
        }
        & known.keys() - {name}
        for name, path in known.items()
    }


def test_inside_a_room_no_file_imports_one_from_a_floor_above() -> None:
    found = [
        f"{name} imports {other}"
        for name, others in everything_imported().items()
        for other in others
        if name.split(".")[1:2] == other.split(".")[1:2]
        and FLOOR.get(name.rpartition(".")[2], 9) < FLOOR.get(other.rpartition(".")[2], 0)
    ]
    assert found == []


def test_what_is_shown_and_what_is_ruled_reaches_no_service_and_no_sql() -> None:
    """Not by way of others either: values that services answer with lie below them, in `views.py`."""
    modules, found = everything_imported(), []
    for name in modules:
        if FLOOR.get(name.rpartition(".")[2]) in (1, 4):
            reached, waiting = set[str](), [name]
            while waiting:
                new = {
                    each for each in modules[waiting.pop()] if each.split(".")[1:2] == name.split(".")[1:2]
                } - reached
                reached |= new
                waiting += new
            found += [f"{name} reaches {each}" for each in reached if FLOOR.get(each.rpartition(".")[2]) in (2, 3)]
    assert found == []


def test_no_circle_of_imports_anywhere_none_hidden_behind_types() -> None:
    left = {name: set(others) for name, others in everything_imported().items()}
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]
    assert sorted(left) == []


def test_in_the_room_of_packs_imports_run_from_shelves_by_reading_and_search_to_the_format() -> None:
    height = {"format": 0, "search": 1, "reading": 2, "shelf": 3}
    found = [
        f"{name} imports {other}"
        for name, others in everything_imported().items()
        for other in others
        if name.startswith("bot.packs.") and other.startswith("bot.packs.")
        for own, their in [(height.get(name.split(".")[2]), height.get(other.split(".")[2], 4))]
        if own is not None and name.split(".")[2] != other.split(".")[2]
        if their >= own and other.split(".")[2] not in {"likeness", "lasting"}
    ]
    assert found == []


def test_every_room_has_its_floor() -> None:
    assert {room(path) for path in MODULES} - {"__init__"} <= set(HEIGHT)


def test_rules_stores_and_services_do_not_know_discord() -> None:
    knowing = [path for path in MODULES if path.name in FREE_OF_DISCORD or room(path) == "database"]
    knowing += PLAYGROUND
    assert knowing
    assert [str(path) for path in knowing if uses(path, "discord")] == []


def test_only_what_reads_and_writes_packs_imports_yaml() -> None:
    assert {path.name for path in MODULES if uses(path, "yaml")} <= {"events.py", "yaml_text.py"}


def test_sql_stands_in_stores_and_the_database_only() -> None:
    verbs = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ")
    found = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if path.name != "store.py" and room(path) != "database"
        for node in walked(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(verbs)
    ]
    assert found == []


def test_what_only_the_command_line_and_the_page_need_is_not_imported_by_the_bot() -> None:
    for path in MODULES:
        if room(path) in {"chat", "database", "packs", *FEATURES} and path.name != "check.py":
            loaded = {name.split(".")[0] for name in imports(path, at_import=True)}
            assert not loaded & {"typer", "rich", "markdown_it", "matplotlib", "prometheus_client"}, path


def test_what_the_bot_does_not_need_is_not_loaded_with_it() -> None:
    program = (
        "import importlib, sys, bot.__main__, bot.app as app; "
        "[importlib.import_module(f'bot.{name}.commands') for name in app.FEATURES]; print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True)
    packages = {name.split(".")[0] for name in loaded.stdout.split()}
    assert not packages & {
        "pydantic",
        "yaml",
        "typer",
        "rich",
        "pygments",
        "markdown_it",
        "matplotlib",
        "numpy",
        "PIL",
        "prometheus_client",
        "rapidfuzz",
        "fsrs",
        "jinja2",
        "markupsafe",
    }


def test_i11_only_what_fetches_attachments_asks_anything_of_the_web() -> None:
    """discord.py talks to Discord; whatever else a pack or a member names is never fetched."""
    clients = ("urllib.request", "http.client", "requests", "httpx", "socket", "ftplib")
    own = [path for path in MODULES if room(path) != "operations"]
    assert [str(path) for path in own if any(uses(path, client) for client in clients)] == []
    asking = [path.name for path in own if "ClientSession(" in path.read_text(encoding="utf-8")]
    assert asking == ["downloads.py"]


def test_i12_no_text_is_ever_used_as_a_template() -> None:
    """`format`, `%` and templates would act on braces and percent signs that somebody wrote; literals alone may be."""
    found = []
    for path in MODULES:
        assert not uses(path, "string.Template"), path
        for node in walked(path):
            match node:
                case ast.Call(func=ast.Attribute(value=template, attr="format" | "format_map" | "vformat")):
                    pass
                case ast.BinOp(left=template, op=ast.Mod(), right=ast.Tuple() | ast.Dict()):
                    pass
                case _:
                    continue
            if not isinstance(template, ast.Constant):
                found.append(f"{path.relative_to(ROOT)}:{template.lineno}")
    assert found == []


def test_every_module_opens_with_one_sentence() -> None:
    for path in MODULES + PLAYGROUND:
        text = ast.get_docstring(parsed(path))
        assert text, path
        assert text.split("\n")[0].endswith("."), path
