"""What the page may ask for, frame by frame."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter


class Request(BaseModel):
    """`n` is the number that the answer repeats."""

    n: int


class Hello(BaseModel):
    """The first frame: whom to be, and the secret of whoever has no cookie."""

    op: Literal["hello"]
    secret: str = ""
    member: int | None = None
    since: int | None = None
    """When this page was opened, as it was told at its first hello: private messages are shown from then on."""


class UseCommand(Request):
    op: Literal["command"]
    channel: int
    command: int
    name: str
    options: dict[str, Any] = Field(default_factory=dict)


class Complete(Request):
    op: Literal["autocomplete"]
    channel: int
    command: int
    name: str
    options: dict[str, Any] = Field(default_factory=dict)
    focused: str


class UseComponent(Request):
    op: Literal["component"]
    message: int
    custom_id: str
    values: list[str] = Field(default_factory=list)


class SubmitForm(Request):
    op: Literal["modal"]
    interaction: int
    custom_id: str
    components: list[dict[str, Any]]


class UseMenu(Request):
    op: Literal["context"]
    channel: int
    command: int
    target: int


class Say(Request):
    op: Literal["say"]
    channel: int
    text: str


class Read(Request):
    op: Literal["read"]
    channel: int


class Dismiss(Request):
    op: Literal["dismiss"]
    message: int


class ManageThread(Request):
    op: Literal["thread"]
    channel: int
    do: Literal["join", "leave", "archive", "unarchive", "lock", "unlock", "delete"]


class ManageEvent(Request):
    op: Literal["event"]
    event: int
    do: Literal["interested", "indifferent", "start", "end", "cancel", "delete"]


class ChangeEvent(Request):
    """The whole event as it is to be; times in Unix milliseconds."""

    op: Literal["change_event"]
    event: int
    name: str
    place: str
    description: str
    start: int
    end: int


class Become(Request):
    op: Literal["become"]
    member: int


class LetCompany(Request):
    """Whether the members whom nobody plays act by themselves."""

    op: Literal["company"]
    on: bool


class TakeTour(Request):
    """A tour of those that a newcomer is offered: begun, led past the step that is shown, or ended."""

    op: Literal["tour"]
    do: Literal["start", "go_on", "stop"]
    offer: int = 0


AnyRequest = Annotated[
    UseCommand
    | Complete
    | UseComponent
    | SubmitForm
    | UseMenu
    | Say
    | Read
    | Dismiss
    | ManageThread
    | ManageEvent
    | ChangeEvent
    | Become
    | LetCompany
    | TakeTour,
    Field(discriminator="op"),
]
HELLO: TypeAdapter[Hello] = TypeAdapter(Hello)
REQUEST: TypeAdapter[AnyRequest] = TypeAdapter(AnyRequest)
