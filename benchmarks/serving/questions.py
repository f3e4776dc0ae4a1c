"""What is asked: conversations of ten turns, and a long one, the same for every contender."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from random import Random

SEED = 8
OCCUPATIONS = (
    "Erzieher",
    "Koch",
    "Bäcker",
    "Mechatroniker",
    "Maurer",
    "Physiotherapeut",
    "Altenpfleger",
    "Busfahrer",
    "Bauzeichner",
    "Bankkaufmann",
)
TOWNS = ("Köln", "Leipzig", "Leverkusen", "Hamburg", "Dresden", "Bremen", "Dortmund", "München")
NONSENSE = ("asdf jkl qwertz", "blubb", "der die das wenn aber", "42 42 42", "hmpf grmbl")
TURNS = (
    "Was macht ein {one} in {here}?",
    "Was verdient man da?",
    "und in Köln?",
    "Was verdient ein {other} in {there}?",
    "und in {here}?",
    "Danke, das hilft mir",
    "{nonsense}",
    "Was muss ein {one} können?",
    "Wie wird man {other}?",
    "Danke, tschüss",
)
LONG = (
    "Was macht ein Erzieher in Köln?",
    "Was verdient man da?",
    "und in Leipzig?",
    "Danke",
    "asdf jkl qwertz",
)
"""Said over and over, so that any five turns in a row are the same work."""


def conversation(name: str) -> list[str]:
    """Return the turns of the conversation called `name`; always the same for one name."""
    random = Random(f"{SEED} {name}")
    one, other = random.sample(OCCUPATIONS, 2)
    here, there = random.sample(TOWNS, 2)
    words = {"one": one, "other": other, "here": here, "there": there, "nonsense": random.choice(NONSENSE)}
    return [turn.format(**words) for turn in TURNS]


def long_conversation(turns: int) -> Iterator[str]:
    """Yield the turns of a conversation of this length."""
    return itertools.islice(itertools.cycle(LONG), turns)
