"""The time line of a film as a picture, to hang under its words in a summary."""

from bot.charts import studio
from bot.charts.gallery import draw_as_file
from bot.charts.time_line import Moment as Marked
from bot.charts.time_line import time_line
from bot.chat.pictures import Picture
from bot.viewings.records.summary import Moment, Summary


async def picture_of(summary: Summary) -> Picture | None:
    """Prompts and notes along the film, without names; None where there are none."""
    moments = summary.timeline
    if not moments:
        return None
    programme = summary.viewing.programme
    length = int(programme.runtime.total_seconds()) if programme.runtime else None
    notes, prompts = ([_marked(each) for each in moments if each.asked is asked] for asked in (False, True))
    return await draw_as_file(studio.draw(time_line, programme.title, length, notes, prompts), "time-line.png")


def _marked(moment: Moment) -> Marked:
    return int(moment.film_time.total_seconds()), moment.words
