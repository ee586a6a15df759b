"""What of a pack goes on paper: its sources as a sheet lists them, and under which terms its texts may be used."""

from collections.abc import Iterable

from bot.chat.paper import Cited, Point
from bot.packs.citing import reference
from bot.packs.format.model import Framework, Pack, Term


def key_of(pack: Pack, source: str) -> str:
    """By which a sheet knows a source of a pack."""
    return f"{pack.id}/{source}"


def keys_of(pack: Pack, sources: Iterable[str]) -> tuple[str, ...]:
    """The same of several, each once, without those that the pack does not have."""
    return tuple(key_of(pack, each) for each in dict.fromkeys(sources) if each in pack.sources)


def cited(pack: Pack, sources: Iterable[str]) -> dict[str, Cited]:
    """Sources of a pack as a sheet lists them."""
    known = (each for each in dict.fromkeys(sources) if each in pack.sources)
    return {
        key_of(pack, each): Cited(reference(pack.sources[each], safe=str), pack.sources[each].url) for each in known
    }


def framework_key(key: str) -> str:
    """By which a sheet knows a framework that questions are taken from."""
    return f"framework/{key}"


def framework_cited(key: str, framework: Framework) -> dict[str, Cited]:
    """A framework as a sheet lists it among its sources."""
    return {framework_key(key): Cited(framework.name, framework.url, framework.licence or "")}


def term_point(pack: Pack, term: Term) -> Point:
    """A term with what it means."""
    native = " · ".join(filter(None, (term.native, term.reading)))
    return Point(term.definition or "", term.term, native, cites=keys_of(pack, term.sources))


def terms_of_use(pack: Pack) -> str:
    """Whose the texts of a pack are, and under which terms they may be used."""
    by = f" by {', '.join(pack.authors)}" if pack.authors else ""
    licence = f" Licence: {pack.licence}." if pack.licence else ""
    checked = f" Facts last checked: {pack.checked}." if pack.checked else ""
    return f"Texts from “{pack.title}” {pack.version}{by}.{licence}{checked}"
