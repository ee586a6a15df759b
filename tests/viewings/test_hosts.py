"""Addresses that open a film at a minute."""

from datetime import timedelta

import pytest

from bot.viewings.hosts import open_at

MINUTE = timedelta(minutes=12, seconds=34, milliseconds=900)


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("https://www.youtube.com/watch?v=7gSU_Xes3GQ", "https://www.youtube.com/watch?v=7gSU_Xes3GQ&t=754s"),
        ("https://m.youtube.com/watch?t=3&v=7gSU_Xes3GQ", "https://m.youtube.com/watch?v=7gSU_Xes3GQ&t=754s"),
        ("https://youtu.be/7gSU_Xes3GQ?si=abc", "https://youtu.be/7gSU_Xes3GQ?si=abc&t=754s"),
        ("https://www.youtube.com/embed/7gSU_Xes3GQ", "https://www.youtube.com/embed/7gSU_Xes3GQ?start=754"),
        ("https://vimeo.com/76979871", "https://vimeo.com/76979871#t=754s"),
        ("https://vimeo.com/channels/staff/76979871#t=5s", "https://vimeo.com/channels/staff/76979871#t=754s"),
        ("https://player.vimeo.com/video/76979871?h=ab12", "https://player.vimeo.com/video/76979871?h=ab12#t=754s"),
        ("https://www.dailymotion.com/video/x8abcd", "https://www.dailymotion.com/video/x8abcd?start=754"),
        ("https://dai.ly/x8abcd", "https://dai.ly/x8abcd?start=754"),
        ("https://www.twitch.tv/videos/123456", "https://www.twitch.tv/videos/123456?t=0h12m34s"),
        ("https://odysee.com/@maker:1/film:2", "https://odysee.com/@maker:1/film:2?t=754"),
        ("https://archive.org/details/some-film", "https://archive.org/details/some-film?start=754"),
        ("https://tube.example/w/5a2f8NVYKNVYhSSPDSbKtZ", "https://tube.example/w/5a2f8NVYKNVYhSSPDSbKtZ?start=754s"),
    ],
)
def test_a_film_is_opened_where_it_stands_and_keeps_the_rest_of_its_address(url: str, opened: str) -> None:
    assert open_at(url, MINUTE) == opened


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/@channel",
        "https://youtube.com.example.org/watch?v=7gSU_Xes3GQ",
        "https://notyoutu.be/7gSU_Xes3GQ",
        "https://www.abc.net.au/news/2018-09-19/leave-no-dark-corner/10264302",
        "https://vimeo.com/about",
        "ftp://vimeo.com/76979871",
        "https://[half/watch",
        f"https://vimeo.com/76979871?x={'x' * 480}",
        "",
    ],
)
def test_an_address_that_takes_no_minute_is_left_alone(url: str) -> None:
    assert open_at(url, MINUTE) is None


def test_a_film_that_has_not_begun_opens_at_its_start() -> None:
    assert open_at("https://vimeo.com/1", timedelta(0)) == "https://vimeo.com/1#t=0s"
