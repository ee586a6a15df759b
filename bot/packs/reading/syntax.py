"""What to do about text that is not YAML: the parser's complaint in words that help."""

from bot.packs.format.problems import shown

_ADVICE = (
    ("mapping values are not allowed", "a text with a colon and a space in it needs quotation marks around it"),
    ("tab character", "a tab stands where spaces are expected; indent with two spaces"),
    ("found character '\\t'", "a tab stands where spaces are expected; indent with two spaces"),
    ("found unknown escape character", "a backslash means something in double quotes; use single quotes instead"),
    ("hex escape", "an escape such as `\\u00e9` is not complete; write the character itself"),
    ("character escape", "an escape such as `\\u00e9` is not a character; write the character itself"),
    ("document separator", "a quotation mark is never closed"),
    ("expected hexdecimal", "an escape such as `\\u00e9` is not complete; write the character itself"),
    ("cannot start any token", "a text that begins with this character needs quotation marks around it"),
    ("alphabetic or numeric", "a text that begins with & or * needs quotation marks around it"),
    ("expected ':'", "a colon is missing after a key, or a line is indented less than the text it belongs to"),
    ("',' or ']'", "a list in [ ] is not closed, or a comma is missing in it"),
    ("',' or '}'", "keys in { } are not closed, or a comma is missing between them"),
    ("expected key", "the indentation does not fit the lines above, or a quotation mark is in the wrong place"),
    ("'-' indicator", "the indentation does not fit the lines above, or a dash is missing"),
    ("<block end>", "the indentation does not fit the lines above, or a quotation mark is in the wrong place"),
    ("sequence entries are not allowed", "a list item cannot begin here; put it on a line of its own, indented"),
    ("block sequence entries", "a list item cannot begin here; put it on a line of its own, indented"),
    ("node content", "something is missing here, or a text that begins with this character needs quotation marks"),
    ("directive", "a line that begins with % is not part of the format; a text that begins with % needs quotes"),
    ("<document start>", "what stands here does not belong to the keys above; check its indentation"),
)


def advice(problem: str, context: str) -> str:
    """One sentence on what is probably wrong, by the parser's words for a problem and for what it was doing."""
    if "quoted scalar" in context and "end of stream" in problem:
        return "a quotation mark is never closed"
    told = problem or context or "unreadable"
    return next((words for part, words in _ADVICE if part in told), shown(told, 200))
