"""What each persona writes, by the kind of question; `{topic}` stands for words of the question itself."""

from enum import Enum, auto


class Asked(Enum):
    """What a question is after, as far as its words tell."""

    WORDS = auto()
    SPEAKING = auto()
    WHO = auto()
    GUESS = auto()
    DOUBT = auto()
    CLAIM = auto()
    LATER = auto()
    REASON = auto()
    MOMENT = auto()
    PLAIN = auto()
    STATEMENT = auto()


Voice = dict[Asked, tuple[str, ...]]

VOICES: dict[str, Voice] = {
    "Mira": {
        Asked.WORDS: ("rules", "neighbours", "patience", "records", "money", "fairness", "memory"),
        Asked.SPEAKING: (
            "“Ask us before you decide.”",
            "“You came on one day. Come back on another.”",
        ),
        Asked.WHO: (
            "Those who have to live by the decision.",
            "The people who keep the records.",
            "Somebody from the office that paid for it.",
        ),
        Asked.GUESS: (
            "I expect one side to speak first, and for longer.",
            "Probably a fair beginning and an ending that takes sides.",
            "My guess: “{topic}” will be explained by people who do not have to live with it.",
        ),
        Asked.DOUBT: (
            "I would like to see where “{topic}” was written down first.",
            "Nobody from the other side was asked. That is what I missed most.",
            "It names no date. Without one I cannot check anything.",
        ),
        Asked.CLAIM: (
            "That everybody agrees about “{topic}”. It was said, it was not shown.",
            "A number was named, but not who counted.",
            "That it was always like this. Old pictures would show whether it was.",
        ),
        Asked.LATER: (
            "Less sure than before, and I count that as progress.",
            "I kept my view, but now I know its weak point.",
            "I had not thought of the people who pay for it. Now I do.",
        ),
        Asked.REASON: (
            "It is the first thing that I would want to know.",
            "I would want the same rule for the side I like.",
            "Somebody gains from our believing the opposite.",
        ),
        Asked.MOMENT: (
            "Who is speaking here? There is no name on the screen.",
            "A number without a date.",
            "Here the film stops asking and starts telling.",
        ),
        Asked.PLAIN: (
            "Two things are mixed here: what happened, and what it means.",
            "I would first find out who was asked, and who was not.",
            "About “{topic}” I would ask two people who disagree before I say anything.",
        ),
        Asked.STATEMENT: (
            "Whoever has to live with it should decide it.",
            "A rule should hold for the side that I like, too.",
            "Nobody should decide about “{topic}” without saying why.",
            "What was decided about “{topic}” should be written down where all can read it.",
        ),
    },
    "Farid": {
        Asked.WORDS: ("questions", "trust", "talk", "change", "habit", "hope", "promise"),
        Asked.SPEAKING: (
            "“We were never against it. Nobody asked us.”",
            "“It is not that simple when you live here.”",
        ),
        Asked.WHO: (
            "The people who work there and have no time for interviews.",
            "A neighbour who does not mind either way.",
            "Those who moved away.",
        ),
        Asked.GUESS: (
            "I think we will like somebody in it, and agree with them for that reason.",
            "It will tell a bigger story through one small place.",
            "I expect “{topic}” to look simpler at first than at the end.",
        ),
        Asked.DOUBT: (
            "Does it hold for other places too? The film never leaves this one.",
            "I am not sure that “{topic}” means the same to everybody who says it.",
            "Who asked for this film to be made? It does not say.",
        ),
        Asked.CLAIM: (
            "That it was better before. Better for whom?",
            "“Most people here want it.” I would like to see the list of whom they asked.",
            "That “{topic}” was the reason. It came first, which is not the same.",
        ),
        Asked.LATER: (
            "I moved a little: the other side has better reasons than I thought.",
            "The same answer, but I would say it more quietly now.",
            "I came for an answer and leave with a better question.",
        ),
        Asked.REASON: (
            "I tried to say it from the other side, and this is what was left.",
            "Somebody whom I like would say the opposite, so I looked twice.",
            "It reminds me of home, so I may be too quick to believe it.",
        ),
        Asked.MOMENT: (
            "She laughs before she answers. Why keep that in?",
            "Good place to stop and talk.",
            "The first time that somebody says “we”.",
        ),
        Asked.PLAIN: (
            "It depends on whom we ask. The film asks mostly one kind of person.",
            "I would put it this way: everybody in it has a reason.",
            "What struck me is how rarely anybody says “I do not know”.",
        ),
        Asked.STATEMENT: (
            "It is better to ask one person more than to decide one day sooner.",
            "Most people mean well, also those who disagree with me.",
            "I would talk about “{topic}” with somebody who sees it the other way.",
            "“{topic}” is a question of trust more than of rules.",
        ),
    },
    "Sam": {
        Asked.WORDS: ("fuss", "boring", "old", "free", "loud", "fun", "why"),
        Asked.SPEAKING: (
            "“it's complicated”, probably",
            "“can we go now?”",
        ),
        Asked.WHO: (
            "people my age, obviously",
            "the ones who have to clean up after",
            "someone who is just annoyed by it",
        ),
        Asked.GUESS: (
            "sad music and somebody looking out of a window",
            "one good guy, one bad guy, done",
            "someone is going to say “{topic}” about forty times",
        ),
        Asked.DOUBT: (
            "where are the people my age in this?",
            "they cut him off right when it got interesting",
            "so what does “{topic}” cost? nobody says",
        ),
        Asked.CLAIM: (
            "“everybody knows that”. nope, i didn't",
            "that it's the biggest in the country, says who",
            "that “{topic}” changed everything. everything?",
        ),
        Asked.LATER: (
            "still think so, just less loud",
            "ok i was wrong about the old man",
            "no change. but it was close",
        ),
        Asked.REASON: (
            "just a feeling tbh",
            "first thing in my head",
            "because the other answer sounds like an ad",
        ),
        Asked.MOMENT: (
            "music tells me what to feel again",
            "wait, is that the same shot as before?",
            "best line so far",
        ),
        Asked.PLAIN: (
            "it's fine? but it wants me to be angry",
            "depends. i'd ask someone who was there",
            "half of it is just nice pictures",
        ),
        Asked.STATEMENT: (
            "people my age should be asked first",
            "a bad rule is worse than no rule",
            "“{topic}” matters less than everybody says",
            "you can make fun of “{topic}” and still take it seriously",
        ),
    },
    "Ada": {
        Asked.WORDS: ("evidence", "numbers", "doubt", "costs", "limits", "order", "proof"),
        Asked.SPEAKING: (
            "“Here are the figures that you left out.”",
            "“That is true, and it is not the whole of it.”",
        ),
        Asked.WHO: (
            "Somebody who counted.",
            "An expert from elsewhere, with nothing to gain.",
            "Those for whom it went well, or those for whom it did not. One of them is missing.",
        ),
        Asked.GUESS: (
            "A strong first scene, then numbers that nobody explains.",
            "I expect more feelings than facts in the first half, and the other way round after it.",
            "That “{topic}” will be shown by its worst case or its best, not by an ordinary one.",
        ),
        Asked.DOUBT: (
            "Compared with what? There is no second place and no year before.",
            "One example of “{topic}” cannot tell how common it is.",
            "The expert is named, but not who pays him.",
        ),
        Asked.CLAIM: (
            "“It doubled.” From how many, and since when?",
            "That “{topic}” works. The film shows that it exists.",
            "That nobody was harmed. It would take a search to say so, not a glance.",
        ),
        Asked.LATER: (
            "I moved one step. What moved me was the second interview, not the pictures.",
            "Same answer as before, with better reasons.",
            "Before, I would have bet on it. Now I would ask for odds.",
        ),
        Asked.REASON: (
            "I like to know how much before I say how good.",
            "I read about a case like it once. One case, so I am not sure.",
            "It is what I would look up first.",
        ),
        Asked.MOMENT: (
            "A chart whose axis does not begin at zero.",
            "“Experts say”: which ones?",
            "First source on screen. To look up later.",
        ),
        Asked.PLAIN: (
            "What I can repeat from it: one name, one number, one date. The rest is mood.",
            "I would say partly. It is right about the place and too quick about the cause.",
            "About “{topic}” it shows a good example and calls it the rule.",
        ),
        Asked.STATEMENT: (
            "I change my mind when the numbers change.",
            "One good example proves nothing.",
            "Before we argue about “{topic}”, somebody should count.",
            "“{topic}” costs more than it brings, until somebody shows otherwise.",
        ),
    },
    "Jun": {
        Asked.WORDS: ("light", "silence", "water", "faces", "waiting", "blue", "distance"),
        Asked.SPEAKING: (
            "Nothing at first. Then a lot.",
            "“You filmed the wrong side of the street.”",
        ),
        Asked.WHO: (
            "The woman who walks through the picture twice.",
            "Children. We only hear about them.",
            "Whoever holds the microphone.",
        ),
        Asked.GUESS: (
            "Lots of sky, and a voice that is very sure.",
            "It will begin early in the morning. They always do.",
            "I picture “{topic}” as something grey, so maybe the film will be green.",
        ),
        Asked.DOUBT: (
            "We never see what is behind the camera.",
            "The silence after her answer was cut. I would have kept it.",
            "I cannot tell whether “{topic}” was filmed on the same day.",
        ),
        Asked.CLAIM: (
            "That the place is quiet. They took the sound out.",
            "That he is sad. He is only looking down.",
            "That “{topic}” is what people talk about. We see nobody talk.",
        ),
        Asked.LATER: (
            "I see the same picture, with more people in it.",
            "It changed when the music stopped.",
            "I do not know yet. I need a day.",
        ),
        Asked.REASON: (
            "It is the first picture that came.",
            "It sounds like that to me.",
            "I do not know. It was there before the words.",
        ),
        Asked.MOMENT: (
            "The light changes: another day?",
            "Her hands.",
            "A long shot without words. Finally.",
        ),
        Asked.PLAIN: (
            "I remember the faces more than the words.",
            "It felt slower than it is, in a good way.",
            "Whoever chose these pictures likes this place.",
        ),
        Asked.STATEMENT: (
            "Some questions need a week, and not an answer.",
            "Whoever is quiet has an opinion too.",
            "We talk about “{topic}” more than we look at it.",
            "“{topic}” looks different to everybody, and that is fine.",
        ),
    },
}

THEMES = (
    (r"pond|lake|river|\bsea\b|water|harbour|beach", ("ducks", "mud", "ice", "benches", "fish", "quiet")),
    (r"credit|\bscores?\b|\bpoints\b|ranking", ("points", "lists", "banks", "trust", "debts", "grades")),
    (r"camera|surveill|\bdata\b|privacy|phones?\b", ("screens", "faces", "files", "passwords", "eyes", "maps")),
    (r"documentar|narrator|trailer|interview", ("music", "voices", "cuts", "faces", "archive", "close-ups")),
    (r"\btown|\bcity|village|neighbour|street", ("market", "traffic", "gossip", "roofs", "mayor", "buses")),
    (r"\bfood|\beat\b|restaurant|farm", ("salt", "kitchens", "prices", "fields", "hunger", "sugar")),
    (r"school|teacher|exam|student", ("bells", "marks", "chalk", "friends", "homework", "lists")),
    (r"\blaws?\b|court|police|prison|judge", ("papers", "doors", "waiting", "lawyers", "proof", "uniforms")),
    (r"\bwar\b|army|soldier", ("fear", "letters", "ruins", "flags", "silence", "maps")),
    (r"animal|\bbees?\b|forest|climate|nature", ("green", "noise", "seasons", "rain", "honey", "birds")),
)
"""By what a question is about: words that come to anybody's mind."""

OF_FILMS: dict[str, tuple[str, ...]] = {
    "Mira": (
        "A film should say who paid for it.",
        "Both sides should be heard, even if one of them bores us.",
        "People in a film should see it before everybody else does.",
    ),
    "Farid": (
        "A film that takes a side openly is better than one that hides it.",
        "I learn more from one person's day than from three experts.",
        "This should be watched together, not alone.",
    ),
    "Sam": (
        "sad music is cheating",
        "if it's longer than an hour it better be good",
        "acting out a scene is fine if they say so",
    ),
    "Ada": (
        "Every number on the screen needs its source on the screen.",
        "A strong picture proves nothing.",
        "I would show this film in a school, together with its critics.",
    ),
    "Jun": (
        "A silence can say more than an interview.",
        "The maker's voice should stay out of the picture.",
        "What was cut out is part of the story.",
    ),
}
"""What each states where a group asks what it thinks of films, or of one."""
