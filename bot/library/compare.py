"""Two films side by side, as text."""

from bot.chat.text import plain, quote, shorten
from bot.packs.model import Film, Theme
from bot.packs.search import fold
from bot.packs.shelf import Item, Shelf

PERSPECTIVE = 700
"""Characters of a perspective shown here; the film's own card has all of it."""


def comparison(first: Item, second: Item, shelf: Shelf) -> str:
    """Maker, year, perspective, themes shared and not, claims made; safe to show, not yet paged."""
    one, two = first.entry, second.entry
    assert isinstance(one, Film)
    assert isinstance(two, Film)
    rows = [
        ("Status", _status(one), _status(two)),
        ("Made by", one.makers, two.makers),
        ("Year", str(one.year or ""), str(two.year or "")),
        ("Length", one.runtime, two.runtime),
        ("Kind", one.kind, two.kind),
        ("Perspective", _perspective(one), _perspective(two)),
    ]
    parts = [_pair(name, one, a, two, b) for name, a, b in rows if a or b]
    return "\n\n".join([*parts, _themes(one, two), _claims(first, second, shelf)])


def _status(film: Film) -> str:
    return "Title not verified" if film.status == "unverified" else "Verified"


def _perspective(film: Film) -> str | None:
    return shorten(film.perspective, PERSPECTIVE) if film.perspective else None


def _pair(name: str, one: Film, a: str | None, two: Film, b: str | None) -> str:
    return f"**{name}**\n- {_named(one)}: {plain(a or 'not known')}\n- {_named(two)}: {plain(b or 'not known')}"


def _named(film: Film) -> str:
    return f"*{plain(shorten(film.title, 40))}*"


def _themes(one: Film, two: Film) -> str:
    def names(themes: tuple[Theme, ...]) -> dict[str, str]:
        return {fold(theme.name): theme.name for theme in themes}

    ours, theirs = names(one.themes), names(two.themes)
    shared = [name for key, name in ours.items() if key in theirs]
    only_one = [name for key, name in ours.items() if key not in theirs]
    only_two = [name for key, name in theirs.items() if key not in ours]
    return "\n".join(
        [
            "**Themes**",
            f"- In both: {_list(shared)}",
            f"- Only {_named(one)}: {_list(only_one)}",
            f"- Only {_named(two)}: {_list(only_two)}",
        ]
    )


def _claims(first: Item, second: Item, shelf: Shelf) -> str:
    ours, theirs = _claim_names(first, shelf), _claim_names(second, shelf)
    one, two = first.entry, second.entry
    assert isinstance(one, Film)
    assert isinstance(two, Film)
    lines = ["**Claims to check**"]
    lines += [f"- In both: {quote(name)}" for name in ours if name in theirs]
    lines += [f"- {_named(one)}: {quote(name)}" for name in ours if name not in theirs]
    lines += [f"- {_named(two)}: {quote(name)}" for name in theirs if name not in ours]
    return "\n".join(lines) if len(lines) > 1 else "**Claims to check**\n- none noted for either film"


def _claim_names(film: Item, shelf: Shelf) -> list[str]:
    assert isinstance(film.entry, Film)
    items = (shelf.find(f"{film.pack.id}/{claim}") for claim in film.entry.claims)
    return [item.entry.name for item in items if item]


def _list(names: list[str]) -> str:
    return plain(" · ".join(names)) if names else "none"
