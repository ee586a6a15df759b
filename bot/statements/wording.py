"""What a statement and a question may be: short, to be read without opening anything, and unlike the others."""

from collections.abc import Iterable, Sequence

from bot.chat import limits
from bot.chat.addresses import addresses
from bot.chat.letters import check_letters
from bot.chat.lookalikes import twins
from bot.errors import Refusal

MAX_STATEMENT = 200
MAX_QUESTION = 300
MOST_EACH = 3
"""Statements of one member."""


def checked_question(text: str) -> str:
    """The question in one line; raises Refusal for one that cannot be asked."""
    question = " ".join(text.split())
    if not question:
        raise Refusal("`question`: ask something that people can answer in a sentence. Try `What should films show?`.")
    check_letters(question, "`question`")
    if (length := limits.length(question)) > MAX_QUESTION:
        raise Refusal(f"`question`: {length} characters, at most {MAX_QUESTION}. Say it shorter.")
    return question


def checked_statements(texts: Iterable[str]) -> tuple[str, ...]:
    """A member's statements in one line each, empty ones left out; raises Refusal for what cannot be voted on."""
    statements = tuple(line for text in texts if (line := " ".join(text.split())))
    if len(statements) > MOST_EACH:
        raise Refusal(f"At most {MOST_EACH} statements each, so that nobody fills the round.")
    for number, statement in enumerate(statements, 1):
        which = f"Statement {number}"
        check_letters(statement, which)
        if (length := limits.length(statement)) > MAX_STATEMENT:
            raise Refusal(f"{which} is too long: {length} characters, at most {MAX_STATEMENT}. One thought is enough.")
        if not any(char.isalnum() for char in statement):
            raise Refusal(f"{which} holds no words. Write a sentence that others can agree or disagree with.")
        if next(addresses(statement), None):
            raise Refusal(f"{which} holds a link. Say it in words, so that others can vote without opening anything.")
    for later, earlier in twins(statements):
        raise Refusal(f"Statements {earlier + 1} and {later + 1} say the same. Leave one of them out.")
    return statements


def alike(texts: Sequence[str]) -> dict[int, int]:
    """For each statement that says the same as an earlier one, as far as letters tell, the place of that one."""
    found = dict(twins(texts))
    words = [frozenset(_words(text)) for text in texts]
    for place, mine in enumerate(words):
        for earlier, other in enumerate(words[:place]):
            if place not in found and mine and len(mine & other) * 5 >= len(mine | other) * 4:
                found[place] = earlier
    return found


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text.casefold()).split()
