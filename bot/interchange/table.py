"""A pack as a table for a spreadsheet: a row for each source, term, claim and question."""

from collections.abc import Iterator

from bot.chat import spreadsheet
from bot.interchange import cells
from bot.interchange.columns import ID, KIND, OURS, SOURCES
from bot.packs.format.model import Claim, Pack, Question, Source, Term

Row = dict[str, str | None]


def table_of(pack: Pack) -> bytes:
    """The table as a CSV file; its columns are those in which something stands."""
    rows = [*_rows(pack)]
    filled = {column for row in rows for column, text in row.items() if text}
    columns = [column for column in OURS if column in filled or column in (KIND, ID)]
    return spreadsheet.table(columns, [[row.get(column) for column in columns] for row in rows], as_is=True)


def _rows(pack: Pack) -> Iterator[Row]:
    for key, source in pack.sources.items():
        yield {KIND: "source", ID: key} | _source(source)
    for term in pack.glossary:
        yield {KIND: "term", ID: term.id} | _term(term)
    for claim in pack.claims:
        yield {KIND: "claim", ID: claim.id} | _claim(claim)
    for question in pack.questions:
        yield {KIND: "question", ID: question.id} | _question(question)


def _source(source: Source) -> Row:
    return {
        "title": source.title,
        "author": source.author,
        "publisher": source.publisher,
        "date": source.date,
        "url": source.url,
        "source kind": source.kind,
        "seen": source.seen,
    }


def _term(term: Term) -> Row:
    return {
        "term": term.term,
        "native": term.native,
        "reading": term.reading,
        "definition": term.definition,
        "aliases": cells.listed(term.aliases),
        SOURCES: ", ".join(term.sources),
    }


def _claim(claim: Claim) -> Row:
    return {
        "claim": claim.claim,
        "verdict": claim.verdict,
        "note": claim.note,
        "for": cells.evidence(claim.supporting),
        "against": cells.evidence(claim.against),
        "searched": claim.searched,
        "aliases": cells.listed(claim.aliases),
        SOURCES: ", ".join(claim.sources),
    }


def _question(question: Question) -> Row:
    return {
        "question": question.ask,
        "question kind": question.kind,
        "options": cells.options(question.options),
        "answer": question.answer,
        "because": question.because,
        "about": ", ".join(question.about),
        SOURCES: ", ".join(question.sources),
    }
