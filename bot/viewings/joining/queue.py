"""How those who take part in a viewing come into its thread."""

from bot.threads.joining.adding import Joining
from bot.threads.joining.store import Members

JOINING = Joining(kind="viewings.add", noun="viewing", members=Members("viewing_members", of="viewing_id"))
