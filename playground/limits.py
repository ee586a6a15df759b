"""What Discord takes, as its documentation of API v10 says; lengths count UTF-16 code units unless said otherwise.

The playground has these of its own, so that a limit that a bot has wrong shows here.
"""

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
CHOICE_VALUE = 100
MODAL_TITLE = 45
MODAL_COMPONENTS = 5
ALT_TEXT = 1_024
MEDIA_GALLERY_ITEMS = 10
EVENT_NAME = 100
EVENT_PLACE = 100
EVENT_DESCRIPTION = 1_000


def length(text: str) -> int:
    """The length of a text as Discord counts it: characters outside the basic plane count twice."""
    return len(text.encode("utf-16-le")) // 2
