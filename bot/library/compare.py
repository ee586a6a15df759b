"""Two films side by side, as text."""

from bot.chat.text import plain, quote, shorten
from bot.packs.format.model import Film, Theme
from bot.packs.search.names import fold
from bot.packs.shelf.shelves import Item, Shelf, is_unverified

PERSPECTIVE = 700
"""Characters of a perspective shown here; the film's own card has all of it."""
THREAD = 250
"""The same of what one film does with a theme that both have."""


def comparison(first: Item, second: Item, shelf: Shelf) -> str:
    """Maker, year, perspective, themes shared and not, claims made; safe to show, not yet paged.

    What a film has not, or what is not known of it, takes no line.
    """
    one, two = first.entry, second.entry
    assert isinstance(one, Film)
    assert isinstance(two, Film)
    rows = [
        ("Status", _status(first), _status(second)),
        ("Made by", one.makers, two.makers),
        ("Year", str(one.year or ""), str(two.year or "")),
        ("Length", one.runtime, two.runtime),
        ("Kind", one.kind, two.kind),
        ("Perspective", _perspective(one), _perspective(two)),
    ]
    parts = [_pair(name, one, a, two, b) for name, a, b in rows if a or b]
    ours = [claim.entry.name for claim in shelf.entries(first.pack, one.claims)]
    theirs = [claim.entry.name for claim in shelf.entries(second.pack, two.claims)]
    return "\n\n".join(filter(None, [*parts, *_themes(one, two), _claims(one, ours, two, theirs)]))


def _status(film: Item) -> str:
    return "title not verified" if is_unverified(film) else "verified"


def _perspective(film: Film) -> str | None:
    return shorten(film.perspective, PERSPECTIVE) if film.perspective else None


def _pair(name: str, one: Film, a: str | None, two: Film, b: str | None) -> str:
    return "\n".join(
        [f"**{name}**", *(f"- {_named(film)}: {plain(told)}" for film, told in ((one, a), (two, b)) if told)]
    )


def _named(film: Film) -> str:
    return f"*{plain(shorten(film.title, 40))}*"


def _themes(one: Film, two: Film) -> list[str]:
    ours, theirs = _by_name(one), _by_name(two)
    shared = [_both(one, theme, two, theirs[key]) for key, theme in ours.items() if key in theirs]
    alone = [
        (film, [theme.name for key, theme in themes.items() if key not in others])
        for film, themes, others in ((one, ours, theirs), (two, theirs, ours))
    ]
    apart = [f"- Only {_named(film)}: {plain(' · '.join(names))}" for film, names in alone if names]
    return [
        "\n".join([f"**{title}**", *lines])
        for title, lines in (("Themes in both", shared), ("Other themes", apart))
        if lines
    ]


def _by_name(film: Film) -> dict[str, Theme]:
    return {fold(theme.name): theme for theme in film.themes}


def _both(one: Film, ours: Theme, two: Film, theirs: Theme) -> str:
    told = [
        f"  - {_named(film)}: {plain(shorten(theme.text, THREAD))}"
        for film, theme in ((one, ours), (two, theirs))
        if theme.text
    ]
    return "\n".join([f"- **{plain(ours.name)}**", *told])


def _claims(one: Film, ours: list[str], two: Film, theirs: list[str]) -> str:
    lines = [f"- In both: {quote(name)}" for name in ours if name in theirs]
    lines += [f"- {_named(one)}: {quote(name)}" for name in ours if name not in theirs]
    lines += [f"- {_named(two)}: {quote(name)}" for name in theirs if name not in ours]
    return "\n".join(["**Claims to check**", *lines]) if lines else ""
