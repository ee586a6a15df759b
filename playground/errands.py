"""What a member may do on the page, one function for each of its requests."""

from typing import Any

from playground import limits, mentions, places, requests, schedule, threads
from playground.checks.tree import walk
from playground.composer import Composer
from playground.interactions import Interaction, Interactions, Kind
from playground.model import Channel, Json, Message, ScheduledEvent, Status
from playground.payloads import Payloads
from playground.permissions import Permission
from playground.refusals import Refusal
from playground.uploads import Uploads
from playground.view import View
from playground.world import World

MENU_ON_MESSAGE = 3


class Errands:
    """Each answers with what the page is told beside `ok`, or refuses in words for the member."""

    def __init__(
        self, world: World, interactions: Interactions, payloads: Payloads, view: View, uploads: Uploads
    ) -> None:
        self.world, self.interactions, self.payloads, self.view = world, interactions, payloads, view
        self.uploads = uploads

    async def run(self, member: int, request: requests.AnyRequest) -> Json:
        """Whatever the request asks for; those that open an interaction answer with its id."""
        match request:
            case requests.UseCommand():
                return _opened(self.use_command(member, request))
            case requests.Complete():
                return await self.complete(member, request)
            case requests.UseComponent():
                return _opened(self.use_component(member, request))
            case requests.SubmitForm():
                return _opened(self.submit_form(member, request))
            case requests.UseMenu():
                return _opened(self.use_menu(member, request))
            case requests.Say():
                self.say(member, request)
            case requests.Read():
                self.world.mark_read(member, self._channel(member, request.channel).id)
            case requests.Dismiss():
                self.dismiss(member, request)
            case requests.ManageThread():
                self.manage_thread(member, request)
            case requests.ManageEvent():
                self.manage_event(member, request)
            case requests.ChangeEvent():
                self.change_event(member, request)
            case requests.Become() | requests.LetCompany() | requests.TakeTour():
                pass  # which are the page's, not a member's
        return {}

    # Asking the bot

    def use_command(self, member: int, request: requests.UseCommand) -> Interaction:
        channel, command = self._command(member, request.channel, request.command)
        data = self._asking(channel).command(command, request.name, request.options)
        return self._ask(member, channel, command, data, request.name)

    def use_menu(self, member: int, request: requests.UseMenu) -> Interaction:
        channel, command = self._command(member, request.channel, request.command)
        if command["type"] != MENU_ON_MESSAGE:
            raise Refusal("That is not a command for messages.")
        self._message(member, request.target)
        data = self._asking(channel).menu(command, request.target)
        return self._ask(member, channel, command, data, command["name"])

    def _ask(self, member: int, channel: Channel, command: Json, data: Json, name: str) -> Interaction:
        owners = places.owners(self.world.state, member, channel.place, command)
        return self.interactions.open(
            Kind.COMMAND, member, channel.id, data, command=name, command_kind=command["type"], owners=owners
        )

    async def complete(self, member: int, request: requests.Complete) -> Json:
        """Suggestions for the option being typed; none where the bot gives none in time."""
        channel, command = self._command(member, request.channel, request.command)
        data = self._asking(channel).typing(command, request.name, request.options, request.focused)
        owners = places.owners(self.world.state, member, channel.place, command)
        interaction = self.interactions.open(Kind.AUTOCOMPLETE, member, channel.id, data, owners=owners)
        choices = await interaction.choices if interaction.choices else []
        return {"choices": [{"name": each["name"], "value": each["value"]} for each in choices]}

    def use_component(self, member: int, request: requests.UseComponent) -> Interaction:
        message = self._message(member, request.message)
        used = (each for _, each in walk(message.components) if each.get("custom_id") == request.custom_id)
        component = next(used, None)
        if component is None:
            raise Refusal("That control is no longer on the message.")
        if component.get("disabled"):
            raise Refusal("That control is switched off.")
        channel = self.world.state.channels[message.channel]
        data = self._asking(channel).component(component, request.values)
        owners = places.owners_on(self.world.state, message)
        return self.interactions.open(Kind.COMPONENT, member, channel.id, data, source=message.id, owners=owners)

    def submit_form(self, member: int, request: requests.SubmitForm) -> Interaction:
        opened = self.interactions.get(request.interaction)
        form = opened.form if opened and opened.member == member else None
        if opened is None or form is None or form["custom_id"] != request.custom_id:
            raise Refusal("This form is too old. Please open it again.")
        channel = self._channel(member, opened.channel)
        data = self._asking(channel).form(form, request.components)
        return self.interactions.open(Kind.FORM, member, channel.id, data, source=opened.source, owners=opened.owners)

    def _asking(self, channel: Channel) -> Composer:
        return Composer(self.payloads, self.uploads, channel)

    # Without the bot

    def say(self, member: int, request: requests.Say) -> None:
        channel, text = self._channel(member, request.channel), request.text.strip()
        if not self.world.may_send(member, channel):
            raise Refusal(f"You may not write in #{channel.name}.")
        if not 1 <= limits.length(text) <= limits.CONTENT:
            raise Refusal(f"A message has 1 to {limits.CONTENT} characters; this one has {limits.length(text)}.")
        message = Message(self.world.new_id(), channel.id, member, text)
        mentions.take_in(self.world, message, None)
        self.world.save_message(message)
        self.world.mark_read(member, channel.id)

    def dismiss(self, member: int, request: requests.Dismiss) -> None:
        message = self._message(member, request.message)
        if message.reader != member:
            raise Refusal("Only what you alone can see can be dismissed.")
        self.world.remove_message(message)

    def manage_thread(self, member: int, request: requests.ManageThread) -> None:
        thread = self._channel(member, request.channel)
        if not thread.is_thread:
            raise Refusal(f"#{thread.name} is not a thread.")
        own = request.do in ("join", "leave")
        if not own and not threads.may_manage(self.world, member, thread):
            raise Refusal("Only moderators may archive, lock or delete a thread.")
        match request.do:
            case "join":
                threads.join(self.world, thread, member)
            case "leave":
                threads.remove(self.world, thread, member, member)
            case "delete":
                self.world.remove_channel(thread)
            case "archive" | "unarchive" as do:
                threads.change(self.world, thread, member, archived=do == "archive")
            case "lock" | "unlock" as do:
                threads.change(self.world, thread, member, locked=do == "lock")

    def manage_event(self, member: int, request: requests.ManageEvent) -> None:
        event = self._event(request.event)
        if request.do not in ("interested", "indifferent"):
            self._may_manage(member, event)
        match request.do:
            case "interested" | "indifferent" as do:
                self.world.show_interest(event, member, gone=do == "indifferent")
            case "delete":
                self.world.remove_scheduled(event)
            case "start":
                schedule.move_on(self.world, event, Status.ACTIVE)
            case "end":
                schedule.move_on(self.world, event, Status.COMPLETED)
            case "cancel":
                schedule.move_on(self.world, event, Status.CANCELED)

    def change_event(self, member: int, request: requests.ChangeEvent) -> None:
        event = self._event(request.event)
        self._may_manage(member, event)
        schedule.change(self.world, event, **request.model_dump(exclude={"op", "n", "event"}))

    def _event(self, number: int) -> ScheduledEvent:
        found = self.world.state.scheduled.get(number)
        if found is None or not found.is_open:
            raise Refusal("That event is no longer there.")
        return found

    def _may_manage(self, member: int, event: ScheduledEvent) -> None:
        if not schedule.may_manage(self.world, member, event):
            raise Refusal("Only moderators, and who planned it, may change an event.")

    # Lookups

    def _channel(self, member: int, number: int) -> Channel:
        found = self.world.state.channels.get(number)
        if found is None or not self.world.may_see(member, found):
            raise Refusal("That channel is not here.")
        return found

    def _message(self, member: int, number: int) -> Message:
        found = self.world.find_message(number)
        if found is None or not self.world.may_read(member, found):
            raise Refusal("That message is no longer there.")
        return found

    def _command(self, member: int, channel: int, number: int) -> tuple[Channel, Json]:
        place, command = self._channel(member, channel), self.world.state.commands.get(number)
        if command is None or not self.view.may_use(member, command, place.place):
            raise Refusal("There is no such command for you here.")
        if Permission.USE_APPLICATION_COMMANDS not in self.world.permissions(member, place):
            raise Refusal(f"You may not use commands in #{place.name}.")
        return place, command


def _opened(interaction: Interaction) -> dict[str, Any]:
    return {"interaction": str(interaction.id)}
