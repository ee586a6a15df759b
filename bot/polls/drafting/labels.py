"""How the settings of a poll are called where they are chosen."""

from bot.polls.terms import Secrecy, Visibility

RESULTS = {
    Visibility.LIVE: "Live: everybody sees them at any time",
    Visibility.AFTER_VOTE: "After vote: to those who have voted",
    Visibility.AFTER_CLOSE: "After close: to nobody before",
}
BALLOTS = {
    Secrecy.UNNAMED: "Unnamed: nobody here sees who chose what",
    Secrecy.NAMED: "Named: voters are shown beside the options",
    Secrecy.ANONYMOUS: "Anonymous: ballots are destroyed at close",
}
VOTERS = {"role": "Only members with the role", "everyone": "Everyone"}
