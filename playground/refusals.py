"""What is refused: by the REST API with Discord's own status, code and words; to a person at the page in a sentence."""

from enum import Enum

from playground.model import Json


class Refused(Enum):
    """Status, code and message (Discord's documentation: opcodes and status codes)."""

    UNAUTHORIZED = (401, 0, "401: Unauthorized")
    NOT_FOUND = (404, 0, "404: Not Found")
    UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
    UNKNOWN_GUILD = (404, 10004, "Unknown Guild")
    UNKNOWN_MEMBER = (404, 10007, "Unknown Member")
    UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
    UNKNOWN_USER = (404, 10013, "Unknown User")
    UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")
    UNKNOWN_INTERACTION = (404, 10062, "Unknown interaction")
    UNKNOWN_COMMAND = (404, 10063, "Unknown application command")
    UNKNOWN_EVENT = (404, 10070, "Unknown Guild Scheduled Event")
    NOT_YOUR_APPLICATION = (403, 20012, "You are not authorized to perform this action on this application")
    TOO_MANY_COMMANDS = (400, 30032, "Maximum number of application commands reached")
    TOO_MANY_IN_THREAD = (400, 30033, "Maximum number of thread participants reached (1000)")
    TOO_MANY_EVENTS = (400, 30038, "Maximum number of uncompleted guild scheduled events reached (100)")
    TOO_LARGE = (413, 40005, "Request entity too large")
    TOO_MANY_FOLLOWED = (400, 40094, "This interaction has hit the maximum number of follow up messages")
    ALREADY_ACKNOWLEDGED = (400, 40060, "Interaction has already been acknowledged.")
    MISSING_ACCESS = (403, 50001, "Missing Access")
    NOT_YOUR_MESSAGE = (403, 50005, "Cannot edit a message authored by another user")
    EMPTY_MESSAGE = (400, 50006, "Cannot send an empty message")
    MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
    WRONG_CHANNEL_TYPE = (400, 50024, "Cannot execute action on this channel type")
    INVALID_TOKEN = (401, 50027, "Invalid Webhook Token")
    INVALID_RECIPIENT = (400, 50033, "Invalid Recipient(s)")
    INVALID_FORM = (400, 50035, "Invalid Form Body")
    THREAD_ARCHIVED = (400, 50083, "Thread is archived")
    INVALID_JSON = (400, 50109, "The request body contains invalid JSON.")
    THREAD_EXISTS = (400, 160004, "A thread has already been created for this message")
    THREAD_LOCKED = (403, 160005, "Thread is locked")
    FINISHED_EVENT = (400, 180000, "Cannot update a finished event")


class Refusal(Exception):
    """A no, in words for the person at the page; the page shows it beside what was asked."""


class ApiRefusal(Exception):
    """A refused request: answered with `status` and `body`."""

    def __init__(self, refused: Refused, errors: Json | None = None) -> None:
        self.status, self.code, message = refused.value
        self.body: Json = {"message": message, "code": self.code} | ({"errors": errors} if errors else {})
        super().__init__(f"{self.status} {self.code}: {message}{f' {errors}' if errors else ''}")
