"""The format in words: a table for each part of a pack, made from the schema, for `content/README.md`."""

from collections.abc import Iterator
from typing import Any

from bot.packs.format.schema import schema

BEGIN, END = "<!-- the format, made by `make schema` -->", "<!-- the end of the format -->"
ORDER = (
    "Source", "Explainer", "Section", "Statement", "Film", "Theme", "WatchLink",
    "Claim", "Guide", "Prompt", "Question", "Choice", "StatementSet", "Event", "ReadingPath", "PackPoll", "Term",
    "Framework",
)  # fmt: skip


def format_in_words() -> str:
    """Markdown: the top level first, then each part in the order in which a writer meets it."""
    whole = schema()
    lines = ["### At the top", "", *_table(whole, whole["dependencies"])]
    for name in ORDER:
        part = whole["definitions"][name]
        lines += ["", f"### {name}", "", part["description"], "", *_table(part, {})]
    return "\n".join(lines) + "\n"


def renewed(text: str) -> str:
    """A document with its part between the marks made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{format_in_words()}\n{END}{after}"


def _table(part: dict[str, Any], together: dict[str, list[str]]) -> Iterator[str]:
    needed = {*part.get("required", ()), *together, *(key for keys in together.values() for key in keys)}
    yield "| key | holds | what it says |"
    yield "| --- | --- | --- |"
    for key, what in part["properties"].items():
        mark = " (needed)" if key in needed else ""
        yield f"| `{key}`{mark} | {_holds(what)} | {_cell(what.get('description', ''))} |"


def _holds(what: dict[str, Any]) -> str:
    if "allOf" in what:
        return _holds(what["allOf"][0])
    if "$ref" in what:
        name = what["$ref"].rpartition("/")[2]
        return "a verdict" if name == "Verdict" else f"[{name}](#{name.lower()})"
    if "const" in what:
        return f"`{what['const']}`"
    if "enum" in what:
        return " · ".join(f"`{value}`" for value in what["enum"])
    kind = what.get("type", "text")
    if kind == "array":
        return f"a list of {_holds(what['items'])}"
    if kind == "object":
        inner = what.get("additionalProperties") or next(iter(what.get("patternProperties", {}).values()), {})
        return f"{_holds(inner)} by key" if isinstance(inner, dict) and inner else "keys"
    if kind == "integer":
        return "a number"
    if kind == "boolean":
        return "`true` · `false`"
    most = what.get("maxLength")
    return f"text, at most {most:,}" if most else "text"


def _cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|")
