"""How the bot comes to a server, or to a member alone, and what it needs in a channel."""

import discord

NEEDS = {
    "view_channel": "to find its own messages in this channel again",
    "send_messages": "to post what was not asked for at that moment, such as a result",
    "create_public_threads": "to open the thread in which a group watches",
    "send_messages_in_threads": "to ask a group its prompts there, at their minute, and to add who joins",
    "create_events": "to plan a group viewing as an event of the server",
    "attach_files": "to post the picture of a poll's result",
    "read_message_history": "to see after a crash whether a result was posted already, so that it comes once",
}
"""What the bot needs in a channel, and what for; answers to commands need no permission."""
_ADDRESS = "https://discord.com/oauth2/authorize?client_id="


def to_server(application_id: int) -> str:
    """The address at which somebody with Manage Server adds the bot to a server, with what it needs and no more."""
    permissions = discord.Permissions(**dict.fromkeys(NEEDS, True))
    return f"{_ADDRESS}{application_id}&scope=bot+applications.commands&permissions={permissions.value}"


def to_member(application_id: int) -> str:
    """The address at which somebody installs the bot for themselves, to have it with them everywhere."""
    return f"{_ADDRESS}{application_id}&integration_type=1&scope=applications.commands"
