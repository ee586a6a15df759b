"""Words as they are compared: folded, without their endings, the small ones told from those that carry a question."""

import re
import unicodedata

_SMALL = """
a about actually also am an and any anything are as at be because been being but by can cant could did didnt do does
doesnt doing dont else ever for from gonna had has hasnt have havent having he hello her here hey hi him his how
hows i if im in into is isnt it its ive just let may me meaning might much must my of on or ought our please quite
search shall she should so some someone something sort tell that thats the their them then there theres these they
thing things this those to told too until us very was wasnt way we well were werent what whats when where wheres
whether which while who whom whos whose why will with wont would wouldnt yes you your
"""
_LIGHT = """
again all always anyone cannot each every everyone explain find get gets getting give gives go goes got help info
information kind know like look lot lots made make makes making many mean means need never no not now off one only
out over own possible question questions real really said same say says show shown still such than true under up use
used want wants work works
"""
LIGHT = frozenset(_LIGHT.split())
"""Small words that tell a little where they stand in a name."""
SMALL = frozenset(_SMALL.split()) | LIGHT
"""Words that questions are made of. They never make an entry a match and never count against one."""

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_SHORTENED = re.compile(r"['\u2019\u02bc](?=(?:s|t|re|ve|ll|d|m)\b)")
_FAR = re.compile("[^\x00-\u02ff]+")
"""Marks that combine with the letter before them are among these."""
_WORD = re.compile(r"[^\W_]+")
_SUFFIXES = (
    ("ability", "abl"), ("ibility", "ibl"),
    ("ological", "olog"), ("ologist", "olog"), ("ologic", "olog"), ("ology", "olog"),
    ("isation", ""), ("ization", ""), ("ational", ""), ("ation", ""), ("ator", ""), ("ating", ""), ("ated", ""),
    ("iveness", ""), ("ative", ""), ("ising", ""), ("izing", ""), ("ised", ""), ("ized", ""), ("iser", ""),
    ("izer", ""), ("ise", ""), ("ize", ""), ("ism", ""), ("ate", ""), ("ment", ""), ("ness", ""), ("ing", ""),
    ("ed", ""), ("ion", ""), ("ical", "ic"), ("al", ""), ("ly", ""),
)  # fmt: skip
"""Endings that forms of one word differ by, longest first, and what stays of them."""
_IRREGULAR = """
begin began begun, break broke broken, bring brought, build built, buy bought, catch caught, child children,
choose chose chosen, draw drew drawn, drive drove driven, eat ate eaten, fall fell fallen, feel felt, fight fought,
fly flew flown, forbid forbade forbidden, forget forgot forgotten, grow grew grown, hear heard,
hide hid hidden, hold held, keep kept, lead led, leave left, lend lent, lose lost, man men, owe owing, pay paid,
rise rose risen, say said, sell sold, send sent, shoot shot, show shown, speak spoke spoken, spend spent, stand stood,
steal stole stolen, take took taken taking, teach taught, think thought, throw threw thrown, win won, woman women,
write wrote written writing
"""
_FIRST = {form: first for first, *forms in map(str.split, _IRREGULAR.split(",")) for form in forms}
"""By the other forms of a word that no ending tells, its first."""
_SHORTEST = 3
"""What is left without an ending has at least so many letters."""


def seen(text: str) -> str:
    """What is to be seen of a text, on one line: nothing that hides, turns text around, or is half a character."""
    shown = "".join(c if c.isprintable() else " " for c in _UNSEEN.sub("", text))
    return " ".join(shown.split())


def fold(text: str) -> str:
    """The text as it is compared: no case, accents, tone marks or punctuation; words parted by one space.

    An apostrophe before a short ending joins it to its word, as people do who leave it out ("china's", "chinas").
    """
    bare = text.casefold()
    if not bare.isascii():
        # English alone needs none of this, and it takes most of the time.
        bare = _FAR.sub(_unmarked, unicodedata.normalize("NFKD", _UNSEEN.sub("", bare)))
    return " ".join(_WORD.findall(_SHORTENED.sub("", bare)))


def _unmarked(far: re.Match[str]) -> str:
    return "".join(c for c in far[0] if not unicodedata.combining(c))


def asked(text: str) -> list[str]:
    """The folded words of a text that carry it, each once: all but the small ones."""
    return [word for word in dict.fromkeys(fold(text).split()) if word not in SMALL]


def stem(word: str) -> str:
    """What the forms of a folded word share, such as `policy` of `policies`; English endings alone are known."""
    word = _FIRST.get(word, word)
    if len(word) <= _SHORTEST or not word.isascii() or word.isdigit():
        return word
    left = word.replace("dgement", "dgment")
    if len(left) > 4 and left.endswith(("ies", "ie")):
        left = left[: left.rindex("i")] + "y"
    elif left.endswith("sses"):
        left = left[:-2]
    elif left.endswith("s") and not left.endswith(("ss", "us", "is")):
        left = left[:-1]
    for ending, kept in _SUFFIXES:
        if left.endswith(ending) and len(left) - len(ending) + len(kept) >= _SHORTEST:
            left = left[: -len(ending)] + kept
            break
    while len(left) > _SHORTEST and left[-1] in "ei":
        left = left[:-1]
    if len(left) > _SHORTEST and left[-1] == left[-2]:
        left = left[:-1]
    return left


def stems(text: str, known: dict[str, str]) -> str:
    """The stems of a text, with a space around each, so that whole words are found by looking for ` word `.

    `known` are those found so far, for a book has few words that are not said again.
    """
    words = fold(text).split()
    return f" {' '.join(known.get(word) or known.setdefault(word, stem(word)) for word in words)} "
