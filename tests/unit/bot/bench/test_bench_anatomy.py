"""The parts of a turn add up to it, and the picture names each with its share."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from bot.bench.anatomy import PARTS, parts_of, picture


def test_the_parts_of_a_turn_add_up_to_it() -> None:
    """What no door has counted is the rest of Rasa, what is outside the engine the gateway."""
    spent = {"understanding": 4.0, "next action": 3.0, "tracker": 1.0, "engine": 10.0}
    found = parts_of(14.0, spent)

    assert found["rest of Rasa"] == 2.0
    assert found["gateway"] == 4.0
    assert sum(found.values()) == pytest.approx(14.0)


def test_a_turn_that_never_reached_the_engine_is_the_gateways() -> None:
    """Nothing is negative."""
    assert parts_of(3.0, {}) == {**dict.fromkeys(PARTS, 0.0), "gateway": 3.0}


def test_the_picture_is_a_drawing_that_names_every_part() -> None:
    """A well-formed SVG with milliseconds and shares."""
    drawn = picture(dict.fromkeys(PARTS, 2.5), "title")
    words = "".join(ET.fromstring(drawn).itertext())  # noqa: S314 - our own drawing

    assert all(part in words for part in PARTS)
    assert words.count("2.5 ms · 17%") == len(PARTS)
