"""Words that are near another one: grown from it, beginning or ending alike, or used for it in everyday English.

A family says no more than that people use its words for each other when they ask. It is found by whole stems only, so
it does nothing in a pack of another language, where those stems do not stand.
"""

from collections.abc import Iterator

from bot.packs.search.word_forms import stem

FUZZY_FROM = 4
"""Shorter words are near nothing: with three letters everything is near everything."""
KIN, GROWN, USED_FOR = 0.3, 0.7, 0.4
"""What a word counts where a name holds one that begins or ends alike, that it goes on from, or of its family."""
KIN_END = 3
"""So many letters may follow after what two words share."""

_FAMILIES = """
children child kids kid pupils students teenagers youth
film movie documentary video footage
company firm business corporation corporate
country nation state
national nationwide countrywide
abroad foreign overseas worldwide global international world
government state authority official
law legal legislation rule regulation statute
court judge trial
prison jail cell
prisoner inmate convict
crime criminal offence infraction violation
police cop
ban block forbid prohibit bar
forced compulsory mandatory obligatory
voluntary optional volunteer opt join participate
allow permit
ok okay fine allowed
punish penalty sanction penalise fine consequence
reward perk benefit advantage bonus
buy purchase shop shopping
cheap discount
money cash finance
loan borrow lend mortgage
debt owe debtor
pay fund sponsor finance
job work employment career
boss employer
flight fly plane airline
train rail railway
travel trip journey
street road traffic
car drive driver
house home
food eat meal grocery
begin start launch introduce
stop end finish
change alter
lower reduce less decrease
fake false staged faked arrange rehearse pose
arrange set
fake forged manipulated
real true genuine authentic truth reality
lie deceive mislead
afraid fear scared
angry anger outrage
watch monitor observe spy surveillance cctv
person people citizen individual resident human
man male husband spouse
woman female wife spouse
picture image photo photograph
internet online web
website site page
app application
computer machine
algorithm ai
opinion view attitude
viewer audience spectator
approve support approval favour
oppose criticise criticism critic protest complain complaint backlash
moral ethical ethics
small minor tiny petty
big large huge
mistake error
sick ill illness disease
health healthy
hospital clinic institution
dead death die
kill murder
war battle
newspaper press journalist reporter correspondent media
vlog vlogger
director filmmaker maker
actor act perform
narrator narration commentary
song music soundtrack
edit cut montage
scene shot
old archive archival historic
history past
teach learn educate
school university college
parent father mother mum dad
son daughter
persuade influence manipulate propaganda brainwash
proof prove evidence
trust believe reliable credible trustworthy
honest sincere integrity
fair unbiased objective neutral impartial
bias biased prejudice slant
private privacy
data information record
collect gather store
kind type sort mode style genre
way mode
score rating grade rank point mark
compare comparison difference differ
voice speak speech talk
explain describe
permission consent
definition define
origin source
advice tip guide
list register
town city
leave omit skip exclude
remove removal delete erase clear
earn gain win
lose drop deduct
harm hurt damage ruin wreck destroy
copy imitate clone duplicate
accurate correct exact factual
fictional fiction invented imaginary
emotion feeling mood
inspect inspection check audit
shame humiliate
popular viral famous
old elderly pensioner senior retired
indigenous native tribe
covid corona coronavirus pandemic lockdown
luxury expensive
artificial synthetic computerised
refuse reject deny decline
hospital asylum ward psychiatric mental
post mail letter
appeal challenge contest
track trace follow
politician president candidate
election campaign vote
caption subtitle
recreate reconstruct dramatise enact reenact
dystopia dystopian orwellian nightmare
guideline standard code
bad low poor
good high
repair fix restore mend
friend pal mate buddy
guilty innocent convict acquit exonerate
hidden secret unseen undercover
agency office bureau department
affect effect impact influence consequence
limit restrict restriction
vanish disappear dying lost extinct
reveal disclose admit tell
perspective viewpoint angle
together joint combined united unified
technology technical tech digital
behave behaviour conduct
free release liberate
shop store supermarket grocery
rally parade march
everybody everyone every all
block stop prevent
plan scheme programme
spread export expand grow
judge assess evaluate
"""


def kinship(one: str, other: str) -> float:
    """What a word is worth where another was asked for, by the letters that they begin or end with alike."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < FUZZY_FROM:
        return 0.0
    shared = next((at for at, letter in enumerate(shorter) if longer[at] != letter), len(shorter))
    ending = len(longer) - shared
    if shared == len(shorter) >= 5 and ending <= KIN_END:
        return GROWN
    if shared >= FUZZY_FROM and ending <= (KIN_END if shared > FUZZY_FROM else KIN_END - 1):
        return KIN
    return KIN if len(one) - len(other) >= KIN_END and one.endswith(other) else 0.0


def family(bare: str) -> frozenset[str]:
    """The stems of the words that people use for the one with this stem."""
    return _FAMILY.get(bare, frozenset())


def _families() -> Iterator[tuple[str, frozenset[str]]]:
    lines = [frozenset(map(stem, line.split())) for line in _FAMILIES.strip().splitlines()]
    for each in frozenset().union(*lines):
        yield each, frozenset().union(*(line for line in lines if each in line)) - {each}


_FAMILY = dict(_families())
