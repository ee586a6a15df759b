"""What a group is that meets in a thread."""

from typing import Protocol


class Group(Protocol):
    """Members who meet in a thread of a server; what for, the feature knows whose it is."""

    @property
    def id(self) -> int:
        """Unpredictable, the same nowhere else; what controls carry."""
        ...

    @property
    def guild_id(self) -> int:
        """The server."""
        ...

    @property
    def channel_id(self) -> int | None:
        """Where the thread hangs."""
        ...

    @property
    def started_in(self) -> int | None:
        """Where it was started, if not there."""
        ...

    @property
    def thread_id(self) -> int | None:
        """The thread; None until it is there."""
        ...

    @property
    def orphaned(self) -> str | None:
        """Why the thread cannot be reached, in words for the server."""
        ...
