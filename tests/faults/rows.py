"""What can go wrong, row by row: what is provoked, and what has to hold then."""

from dataclasses import dataclass

FAMILIES = {
    "L": "Load",
    "C": "Crashes",
    "N": "Network",
    "I": "Bad input",
    "P": "Permissions",
    "V": "Privacy",
    "R": "Races",
    "T": "Time",
    "O": "Operations",
}


@dataclass(frozen=True)
class Row:
    """One fault. Tests carry its id in their names, in small letters: `test_l01_…`."""

    id: str
    text: str
    star: bool = False
    """Whether it is one of those that matter most."""
    note: str = ""
    """What stands in for a part that cannot run among the tests, or why nothing does."""
    comes: str = ""
    """In place of tests, of a fault that can only be there once something else is: what it comes with."""


ROWS = (
    Row("L01", "Five hundred members vote on one poll within seconds. Each is answered and counted; the card is "
        "redrawn at its own pace and ends up right.", star=True),
    Row("L02", "Discord refuses to change a card that is old. Voters notice nothing; the card of the closed poll "
        "comes in the end.", star=True),
    Row("L03", "Many servers have lively polls at the same time. None of them holds up another."),
    Row("L04", "The largest pack that is allowed and a row of bombs arrive while members click. The loop stays free.",
        star=True),
    Row("L05", "One member clicks a hundred times. One ballot is left, that of the last click."),
    Row("L06", "Suggestions are asked for with every keystroke, some too late. They come from memory; what is late "
        "makes no noise."),
    Row("L07", "The bot is shut out of places where work is due. It finds out once for each and asks no more.",
        star=True),
    Row("L08", "Thousands of polls and viewings come and go. Neither memory nor tasks nor stored controls grow."),
    Row("L09", "Two hundred members join a viewing within a minute. All take part and come into its thread, and no "
        "prompt waits for that."),
    Row("C01", "The process is killed right after a vote was told recorded. The vote is there.", star=True),
    Row("C02", "The process is killed before it could answer, and the member clicks again. The result is the same."),
    Row("C03", "The process is killed at any step of closing. The result is posted exactly once, however late the "
        "restart.", star=True),
    Row("C04", "The bot restarts with polls and viewings open. Every old button works and nothing due is forgotten.",
        star=True),
    Row("C05", "A control or a form of an older program comes in. It is answered, and what was written is given back.",
        star=True),
    Row("C06", "The process is killed during an upload. The old version of the pack is whole, or the new one."),
    Row("C07", "The process is told to stop in the middle of work. It finishes, closes and leaves within seconds.",
        star=True),
    Row("C08", "One piece of work fails every time. It is set aside and shown; all others go on.", star=True),
    Row("C09", "The disk is full. Nobody is told that something was kept which was not, and all is well once there "
        "is room."),
    Row("C10", "A backup is made while members vote, and restored. Nothing that was told recorded before is missing.",
        star=True),
    Row("C11", "The database file is damaged. The bot says so and how to restore, writes nothing and does not "
        "connect."),
    Row("C12", "The start fails again and again. The tries become rare and spare Discord's allowance.", star=True),
    Row("C13", "The process is killed inside a migration, or an older program meets a newer schema. All of it is "
        "done or none, and the older program keeps away."),
    Row("C14", "A second process is started on the same data. It is refused."),
    Row("C15", "The process is killed while it copies or restores. No key and no ballot of an open anonymous poll is "
        "left in what it had half written, and the next start or copy takes that away."),
    Row("C16", "Another program holds the database file. Whoever writes is told in time that nothing was saved, and "
        "what is due waits and comes.", star=True),
    Row("C17", "The database file is moved, deleted or replaced while it is in use. Nobody is told that something was "
        "saved; members and health say why, and the program ends without beginning an empty one."),
    Row("C18", "The database is slow, frozen or cut off. Members are told in time what is saved and what is not yet, "
        "and the program still leaves when it is told to.", star=True),
    Row("C19", "The database takes nothing new, or a second process serves the same servers. Members are told so; the "
        "second process is refused."),
    Row("N01", "Discord cannot be reached at the start. The bot keeps trying, says so, and comes up by itself.",
        star=True),
    Row("N02", "The connection is lost in every way that Discord knows. It is taken up again without doing anything "
        "twice."),
    Row("N03", "Old clicks are replayed after a reconnect. They change nothing twice and fill no log."),
    Row("N04", "Discord fails while it takes an answer. The vote counts once and the failure goes no further.",
        star=True),
    Row("N05", "A message is stored, but the answer to it is lost. It is posted once.", star=True),
    Row("N06", "One channel has to wait long. Only that channel waits."),
    Row("N07", "Discord's front door shuts the bot out altogether. All requests pause, the cause is shown, and the "
        "bot resumes by itself."),
    Row("N08", "The token is revoked while the bot runs. It stops at once with one clear line and is not restarted."),
    Row("N09", "The connection looks alive and is not. The bot notices and connects anew."),
    Row("N10", "A download hangs, crawls, breaks off, overflows, leads elsewhere or is something else. It is refused "
        "in time and in words."),
    Row("N11", "The address of an attachment has expired. The pack is served from what was kept."),
    Row("N12", "An event arrives that cannot be read, or a server with a part that cannot. That part is dropped alone "
        "and counted; the connection and every other server go on, also after a restart.", star=True),
    Row("N13", "An interaction arrives that cannot be read. Its member gets a sentence all the same, in time.",
        star=True),
    Row("N14", "A server is out of reach when something is due in it, also right after a connect. That comes late and "
        "says so; nothing is given up or called off for it.", star=True),
    Row("I01", "YAML that is made to explode or to nest without end. It is refused in a moment, by line, at little "
        "cost.", star=True),
    Row("I02", "Values and bytes at which readers break. Each is a problem with its place, never a crash."),
    Row("I03", "YAML that silently means something else. Duplicates, tags and unknown keys are problems; words stay "
        "words."),
    Row("I04", "Thousands of random changes to good packs. Each is taken or told what is wrong with it, and what is "
        "taken fits every card."),
    Row("I05", "Texts that would ping, format or break out, in packs, options and echoed errors. They are shown and "
        "do nothing.", star=True),
    Row("I06", "Links that pretend to lead elsewhere, invites, other schemes. They are refused, and every host is "
        "listed before the yes."),
    Row("I07", "Characters that hide, turn text around or look like others. They are refused or warned about; "
        "emoji and the world's scripts pass."),
    Row("I08", "Texts and lists longer than Discord shows. They are refused at the door, counted as Discord counts."),
    Row("I09", "Ids that are paths, devices or tricks. They are refused."),
    Row("I10", "Zips that climb out, link, explode, lie, repeat or are something else as well. They are refused "
        "before anything is written."),
    Row("I11", "Links into private networks, to files, of monstrous length or soon to expire. The bot fetches none."),
    Row("I12", "Braces, percent signs and quotation marks in every text. They are shown as they are."),
    Row("I13", "Long texts that almost fit every pattern, and line breaks in names. Each is answered at once and "
        "forges no line."),
    Row("I14", "Discord's filters block what the bot posts. Whoever it is for is told why, and it is not tried "
        "again."),
    Row("I15", "Clicks, forms and commands that no client sends: forged ids, values never offered, fields missing or "
        "doubled. Each gets a private sentence and no reference, and nothing is written.", star=True),
    Row("I16", "A number sign after a space cuts a text of a pack short. It is a problem at that sign that says to put "
        "it in quotes."),
    Row("I17", "Spaces and colons that are none stand between the parts of a pack, or a text begins with a sign of "
        "YAML. Each is named as what it is, on its own line and column."),
    Row("I18", "Zips of other programs, files that are no YAML, one file of a pack, a pipe or a socket. What is meant "
        "is read; the rest is told in words, and nothing is waited for."),
    Row("I19", "Options look alike, or like the bot's own `Not sure`. They are refused wherever they are made, naming "
        "both."),
    Row("I20", "Marks pile up on a letter, or invisible format characters stand in a text. They are refused with their "
        "place; joiners stay where a script or an emoji needs them."),
    Row("I21", "Members write Discord's own marks: mentions, emoji, commands, times. They are shown and exported as "
        "people read them, and nobody is pinged."),
    Row("I22", "A client sends the name of a choice in place of its value. It is understood, by every option that "
        "offers choices."),
    Row("I23", "Zones and times as people say them: a city, a country, `GMT+2`, `6 PM`; names that mean only this "
        "machine. Each is taken as it is meant, or refused with what would work; a zone that is lost stops nothing "
        "that needs none."),
    Row("I24", "What was exported is opened in a spreadsheet, whichever separator it expects. Nothing runs, every cell "
        "stays whole, and ids keep their digits."),
    Row("I25", "An operator names a file that is not there, or another program's, or a number that is no id. One line "
        "says so, and nothing is made or changed."),
    Row("I26", "Look-ups that match nothing or are whole questions: emoji, signs, unseen text, a film that nobody has. "
        "Nothing is called a match that shares no word with them, and names that hold the words come first."),
    Row("I27", "Addresses with brackets and signs of Markdown stand in texts of packs and members. They come out whole "
        "and clickable on cards, on the page and in files."),
    Row("I28", "A facilitator jumps beyond the end of the film, or to what is no minute. It is refused with the limit "
        "and an example, and the film goes on."),
    Row("I29", "A facilitator's own prompt has 4,000 characters or more, no question, or options that do not fit. It "
        "is asked whole, or given back with the reason."),
    Row("P01", "A server opened a moderators' command to everyone. The bot still asks who it is, and notes the "
        "attempt."),
    Row("P02", "Ids of one server are used in another, or options that do not exist. Nothing is found, read or "
        "written.", star=True),
    Row("P03", "Rights are lost between a card and its button. They are asked for again at every step."),
    Row("P04", "The bot lacks a permission where it should work. It says which before anything is made."),
    Row("P05", "Messages, channels and threads disappear. Votes and answers stay, the bot says so and stops trying.",
        star=True),
    Row("P06", "A server is out of reach, or has removed the bot. Only a removal starts the clock of deletion.",
        star=True),
    Row("P07", "The rights that the bot asks for. They are the fewest that it can do with."),
    Row("P08", "A role or a channel of the settings is deleted, or is one that cannot do. Who is refused for it is "
        "told who mends it; moderators see it."),
    Row("P09", "The thread of a viewing refuses a member. They are told so and take part all the same, and `Join` "
        "tries again."),
    Row("P10", "Who leads a viewing leaves or is removed, or leads as a moderator and is none any more. They move "
        "nothing any more, and the group has a way on."),
    Row("P11", "Groups meet in a forum whose post is archived, locked or deleted, which demands a tag that is gone or "
        "kept for moderators, or which is a media channel. A viewing, a quiz and a round of statements go on there, "
        "or say what holds them up; nothing that was answered is lost."),
    Row("P12", "A member takes the bot along to where it is no member, and that place grants it whatever. "
        "Only the interaction is answered, privately unless the member shares and may; nothing of that place is asked "
        "for or kept, and what needs a server says so."),
    Row("V01", "A member has their data deleted. No trace of them is left in any table, file or log.", star=True),
    Row("V02", "A member asks what is kept about them. They get all of it and nothing about others."),
    Row("V03", "A backup of before a deletion is restored. The deletion is done again before anything is served."),
    Row("V04", "Logs, exports and lists are searched for who chose what. It is nowhere.", star=True),
    Row("V05", "Somebody has all files after an anonymous poll closed. No ballot can be linked to a member."),
    Row("V06", "Somebody watches a small poll closely. Nothing that changes gives a vote away."),
    Row("V07", "Everything fails with the most talkative logs. The token and other secrets are in none of it.",
        star=True),
    Row("V08", "A handler breaks. The member gets a reference and no details."),
    Row("V09", "Time passes, and columns are added. What is old goes, and no column about a person is left out of "
        "the inventory."),
    Row("V10", "Who else is on the machine looks for the playground's key. It stands on no command line, is new at "
        "each start, and is gone from the address once used."),
    Row("V11", "Somebody asks what a member reads, reviews and drafts. Nothing of a look-up is kept of a person, and "
        "the rest is in the inventory."),
    Row("V12", "An anonymous poll is open, and members vote, withdraw and have their data deleted. No count tells of "
        "it before the close."),
    Row("R01", "Two different clicks of one member arrive together. The later one counts, in whatever order."),
    Row("R02", "Votes arrive while a poll closes. Told recorded and being counted are the same thing.", star=True),
    Row("R03", "Button, timer and restart close one poll together. One of them does.", star=True),
    Row("R04", "Transactions overlap, fail and are cancelled. None leaves anything in another."),
    Row("R05", "An older drawing of a card is slower than a newer. The newer stays."),
    Row("R06", "A pack is replaced while it is used, or uploaded twice at once. What runs keeps its version; one "
        "upload wins and the other is told."),
    Row("R07", "Two members have the same form open. Both are heard."),
    Row("R08", "Two processes open one database file by different names. The second is refused, and so is every "
        "command that needs the file for itself.", star=True),
    Row("R09", "Discord delivers a command, a form or a click twice, also to two processes. It is done once and "
        "answered once, and no card becomes another poll's.", star=True),
    Row("R10", "Discord makes an event, a thread or a message, and its answer is lost or hangs. There is one of each "
        "for one plan, and what the member was told is so.", star=True),
    Row("R11", "Two panels lead one viewing, or a stale one is used. Each move is made once; the other panel changes "
        "nothing and turns to what is now."),
    Row("R12", "`Go` is pressed twice, or the thread is locked, archived or deleted in the middle of it. One start is "
        "announced once, and the film's clock is that start's."),
    Row("T01", "Clocks change twice a year, and zones have odd names. A time that does not exist or exists twice is "
        "asked back."),
    Row("T02", "Much fell due while the bot was down. It is done once, oldest first, and late clicks are judged by "
        "their own time."),
    Row("T03", "The machine's clock jumps. Nothing closes or opens for that alone."),
    Row("T04", "A form or card is used long after it was shown. It still works, or its text is given back."),
    Row("T05", "Times that make no sense. They are refused with the limit and an example."),
    Row("T06", "The clock is wrong for a while, and copies are made meanwhile. The newest stay, in the order in which "
        "they were made, and none hides how old the latest is.", star=True),
    Row("T07", "A planned event is moved, renamed, called off, started or ended in Discord. Its viewing follows within "
        "seconds."),
    Row("O01", "The container has as few rights as possible. The bot needs no more.",
        note="No container is started among the tests: what describes it is read point by point."),
    Row("O02", "Each part that the bot rests on fails in turn. Its health names the cause."),
    Row("O03", "The configuration is wrong. One line says what to do, and the token is not repeated."),
    Row("O04", "Something in the supply chain was tampered with. The build stops.",
        note="Known holes are asked about by a command, as that needs the network."),
    Row("O05", "The terminal is closed, or the program is told to stop while it has only begun. It leaves in good "
        "order, and that counts as no bad start."),
    Row("O06", "The portal does not allow everybody to install the bot for whom its commands are. What it allows is "
        "registered, one line of the log says what is not, and what changes later is sent again."),
)  # fmt: skip
