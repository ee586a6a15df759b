"""From the words of a question to what somebody answers: what it is after, what it is about, and a line of theirs."""

import re
from random import Random

from playground import limits
from playground.company.personas import Persona
from playground.company.voices import OF_FILMS, THEMES, VOICES, Asked

LONGEST_TOPIC = 30
COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}

_SIGNS = (
    (Asked.STATEMENT, r"^statement \d"),
    (Asked.WORDS, r"\b(?:one|two|three|four|five|first|few|single)\b[^.?]{0,20}\bwords?\b"),
    (Asked.SPEAKING, r"\bwould (?:they|he|she|it) (?:say|answer|object)\b|\bother side\b"),
    (Asked.MOMENT, r"\bnote\b|\bmoment\b"),
    (Asked.REASON, r"\bwhy\b|\breasons?\b|\bmakes you\b|\bmade you\b"),
    (Asked.WHO, r"\bwho(?:m|se|ever)?\b"),
    (Asked.LATER, r"\bnow\b|\bafter (?:the|this) film\b|\bchanged?\b|\bstill\b|\bagain\b"),
    (Asked.CLAIM, r"\bclaims?\b|\bfacts?\b|\btrue\b|\bstatements?\b|\bsays? that\b"),
    (Asked.DOUBT, r"\bdoubts?\b|\bmiss(?:ing|ed)?\b|\bleft out\b|\bnot (?:shown?|say|tell)\b|\bunsure\b|\bsources?\b"),
    (Asked.GUESS, r"\bexpect\w*\b|\bguess\b|\bwill\b|\bpredict\b|\bbefore\b|\bimagine\b|\bpicture\b"),
)
"""What the words of a question tell of it; the first that fits counts."""

_HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)
_OF_FILMS = re.compile(r"\bfilms?\b|\bdocumentar|\btrailer|\bwatch", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"«„]([^”\"»“]{3,60})[”\"»“]")
_WORD = re.compile(r"[a-z]{5,}")
_COMMON = frozenset(
    _WORD.findall(
        """
        about after again asked spoken speaks speaker among answer answers anybody because before behind between
        choose comes could describe different documentary during either everybody everything example expect expected
        facilitator film films first group guess happen happened hear heard listen makes making maybe members minute
        minutes moment nobody nothing other others people person picture please prompt question really reason
        remember scene second seconds sentence sentences shall should show shown shows somebody something sometimes
        speak still their there these thing things think third those three through title today towards under until
        viewer watch watching where which while whole without words would write yourself better believe change
        changed claim claims clearly doubt doubts evidence feel feeling filmed maker makers named needed never
        notice often opinion order point prove reveal revealed share simply source sources start story strong
        subject sure surely thought truth unsure usually voice wants whether whose written sounds sound looks looked
        feels tells takes gives going comes making statement statements
        """
    )
)
"""Words of questions that say nothing of what they are about."""


def asked_for(question: str) -> Asked:
    """What a question is after."""
    text = question.lower()
    return next((asked for asked, sign in _SIGNS if re.search(sign, text)), Asked.PLAIN)


def heading_of(text: str) -> str:
    """The first heading of a message; all of it where it has none."""
    found = _HEADING.search(text)
    return found[1].strip() if found else text.strip()


def topic_of(question: str) -> str | None:
    """What a question is about: words that it quotes, else its longest uncommon one; None where there is neither."""
    for quoted in _QUOTED.findall(question):
        if len(quoted) <= LONGEST_TOPIC and not quoted.endswith((".", "?")):
            return quoted.strip(" ,;:")
    words = [each for each in _WORD.findall(question.lower()) if each not in _COMMON]
    return max(words, key=len, default=None)


def written(persona: Persona, question: str, chance: Random, *, said: set[str], most: int = 4000) -> str | None:
    """What a persona writes to a question, of at most so many characters; None: they know nothing to say.

    `said` holds what they have written before, and is added to: nobody says the same thing twice.
    """
    voice, asked = VOICES[persona.name], asked_for(question)
    if asked is Asked.WORDS:
        return _few_words(voice[asked], question, chance)[:most]
    topic = topic_of(question)
    if asked is Asked.STATEMENT:  # nothing else is a thought that others can agree with
        kinds = [OF_FILMS[persona.name] if _OF_FILMS.search(question) else voice[asked]]
    else:
        kinds = [voice[kind] for kind in dict.fromkeys((asked, Asked.PLAIN))]
    lines = [line for each in kinds for line in _filled(each, topic, chance)]
    fresh = [line for line in lines if line not in said and limits.length(line) <= most]
    if not fresh:
        return None
    said.add(fresh[0])
    return fresh[0]


def _filled(lines: tuple[str, ...], topic: str | None, chance: Random) -> list[str]:
    usable = [line for line in lines if topic or "{topic}" not in line]
    return [line.replace("{topic}", topic or "") for line in chance.sample(usable, len(usable))]


def _few_words(words: tuple[str, ...], question: str, chance: Random) -> str:
    """As many words as are asked for: most of what comes to mind with the subject, the last one their own."""
    named = re.search(r"\b(one|two|three|four|five)\b[^.?]{0,12}\bwords?\b", question.lower())
    count = COUNTS[named[1]] if named else 3
    about = topic_of(question) or ""
    theme = next((each for sign, each in THEMES if re.search(sign, about.lower())), ())
    first = chance.sample(theme, min(count - 1, len(theme)))
    own = [each for each in words if each not in first]
    return ", ".join([*first, *chance.sample(own, count - len(first))])
