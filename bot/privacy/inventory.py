"""What is kept, as the table in PRIVACY.md: made from what each feature says of itself."""

from collections.abc import Iterable

from bot.database.retention import Keeper, Retained

BEGIN, END = "<!-- begin: what is kept -->", "<!-- end: what is kept -->"
HEAD = "| what | why | where | how long | who can see it |\n| --- | --- | --- | --- | --- |"


def table(keepers: Iterable[Keeper]) -> str:
    """One row for each thing that is kept."""
    rows = [_row(kept) for keeper in keepers for kept in keeper.kept]
    return "\n".join([HEAD, *rows])


def renewed(text: str, keepers: Iterable[Keeper]) -> str:
    """The document with its table as it is now; raises ValueError where the table's place is not marked."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{table(keepers)}\n{END}{after}"


def _row(kept: Retained) -> str:
    where = ", ".join(f"`{table}`" for table in kept.where)
    return f"| {kept.what} | {kept.why} | {where} | {kept.how_long} | {kept.who} |"
