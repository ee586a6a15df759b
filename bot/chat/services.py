"""What features hand to their commands and controls, found by type."""

from typing import TypeVar, cast

Service = TypeVar("Service")


class Services:
    """One object of each type; a feature provides its own at set-up and asks for those it builds on."""

    def __init__(self) -> None:
        self._by_type: dict[type, object] = {}

    def provide(self, *services: object) -> None:
        """Make services available under their own types."""
        for service in services:
            self._by_type[type(service)] = service

    def get(self, kind: type[Service]) -> Service:
        """The service of this type; raises KeyError where none was provided."""
        return cast(Service, self._by_type[kind])

    def find(self, kind: type[Service]) -> Service | None:
        """The service of this type; None where no feature of this bot provides it."""
        return cast("Service | None", self._by_type.get(kind))
