"""What Discord accepts, as documented for API v10; lengths count UTF-16 code units unless said otherwise."""

MESSAGE_COMPONENTS = 40
"""Components in one message with Components V2, nested ones counted."""
MESSAGE_TEXT = 4_000
"""Characters of all text displays of one message with Components V2."""
CONTENT = 2_000
BUTTON_LABEL = 80
CUSTOM_ID = 100
SELECT_OPTIONS = 25
SELECT_LABEL = 100
SELECT_DESCRIPTION = 100
CHOICES = 25
CHOICE_NAME = 100
FIELD = 4_000
"""Characters of a text that is written in a form."""
OPTION = 6_000
"""Characters of a text that is written as an option of a command."""
ALT_TEXT = 1_024
LARGEST_ID = (1 << 63) - 1
"""The largest number that Discord gives out and a database keeps."""


def length(text: str) -> int:
    """The length of a text as Discord counts it: characters outside the basic plane count twice."""
    return len(text.encode("utf-16-le")) // 2
