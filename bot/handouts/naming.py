"""Whom a sheet names, so that their names can be asked for."""

from bot.chat.paper import Asked, Moments, Part, Sheet, Voices


def members_in(sheet: Sheet) -> set[int]:
    """Whom a sheet names."""
    parts = [*sheet.about, *(part for section in sheet.sections for part in section.parts)]
    return {member_id for part in parts for member_id in _named(part)}


def _named(part: Part) -> set[int]:
    match part:
        case Asked(parts=parts):
            return {member_id for each in parts for member_id in _named(each)}
        case Voices(voices=said) | Moments(moments=said):
            return {each.by for each in said if each.by is not None}
        case _:
            return set()
