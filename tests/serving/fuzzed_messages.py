"""Messages that nobody foresaw, the same in each run: half from strategies, half from a corpus."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.serving.nasty_strings import BUTTONS, TEXTS

LONGEST = 2000
NAMES = (
    "Koch", "Köchin", "Erzieher", "Altenpflegehelferin", "Bäcker", "Tischler", "Elektroniker", "Dachdecker",
    "IT-Projektkoordinator", "Krankenpfleger", "Feilenhauer", "Zauberer", "Köln", "Leverkusen", "Duisburg", "Bremen",
    "Bad Münstereifel", "Frankfurt am Main", "Ruhrgebiet", "Berlin", "Konzern", "Mittelstand", "Einsteiger", "Spezialistin",
)  # fmt: skip
HALVES = (
    "was verdient", "was macht", "wie wird man", "und in", "und als", "wo verdient man mehr,", "wie sind die Leute in",
    "was muss man können als", "Stellen für", "lohnt sich", "Vergleich", "Quelle?", "oder", "nicht", "bitte", "mehr als",
    "3.000 Euro", "mit 45", "ohne Abitur", "ich will", "meine Tochter", "passt zu mir", "im Monat", "netto", "warum", "?", "!",
)  # fmt: skip
INTENTS = (
    "gehalt", "aufgaben", "regionalkultur", "anforderungen", "arbeitsmarkt", "entwicklung", "herausforderungen", "passung",
    "arbeitsort", "abgrenzung", "einstieg", "overview", "compare", "list_profiles", "source", "job_offers", "follow_up",
    "greet", "affirm", "deny", "human", "privacy", "start_over", "feedback", "self_check", "summary", "unsure", "delete_data", "gibtsnicht",
)  # fmt: skip
ENTITIES = (
    "beruf", "ort", "gebiet", "stufe", "arbeitgeber", "anrede", "gemeint", "antwort", "aussage", "weiblich", "x",
)  # fmt: skip
EVERY = 50
"""After so many messages somebody wants the conversation deleted, and says so twice."""


@dataclass(frozen=True)
class Fuzzed:
    """A message as the widget sends it."""

    text: str
    payload: str | None = None

    @property
    def body(self) -> dict[str, str]:
        """Return the fields of the request."""
        return {"text": self.text, **({"payload": self.payload} if self.payload else {})}


def messages(count: int, seed: int) -> list[Fuzzed]:
    """Return `count` messages, mixed, the same for the same `seed`."""
    chance = random.Random(seed)
    mixed = [*_from_strategies(count // 2), *_from_corpus(count - count // 2, chance)]
    chance.shuffle(mixed)
    wish = [Fuzzed("Lösche meine Daten"), Fuzzed("Ja, löschen", '/delete_data{"antwort": "loeschen"}')]
    for place in range(EVERY // 5, count - 1, EVERY):
        mixed[place : place + 2] = wish
    return mixed


# -- strategies ----------------------------------------------------------------------------------------

_any = st.text(st.characters(), min_size=1, max_size=80)
_control = st.text(st.characters(categories=["Cc", "Cf", "Zl", "Zp", "Co", "Cn"]), min_size=1, max_size=30)
_half_pairs = st.lists(
    st.sampled_from(["\ud800", "\udfff", "\ud83d", "\udf73", "Koch", " "]), min_size=1
).map("".join)
_marks = st.builds(
    lambda word, marks: "".join(c + marks for c in word),
    st.sampled_from(NAMES),
    st.text("\u0300\u0323\u0336\u20dd", max_size=40),
)
_directions = st.lists(
    st.sampled_from(["\u202e", "\u202d", "\u2066", "\u2067", "\u2069", "\u200f", "שלום", "مرحبا", *NAMES]),
    min_size=1,
).map(" ".join)
_emoji = st.lists(
    st.sampled_from(["👩", "🍳", "\u200d", "\ufe0f", "🏽", "🇩", "🇪", "❤", "💶", "🏴", "\U000e0067"]),
    min_size=1,
    max_size=60,
).map("".join)
_long_words = st.builds(
    lambda part, times: part * times, st.text(min_size=1, max_size=6), st.integers(20, 400)
)
_signs = st.text("[](){}<>\"'/\\:;,.&|$%#@*+-=_~`^?! \nabKö0", min_size=1, max_size=60)
_numbers = st.one_of(
    st.integers().map(str),
    st.floats().map(str),
    st.decimals(allow_nan=True).map(str),
    st.dates().map(lambda day: day.strftime("%d.%m.%Y")),
    st.builds(
        "{:,} Euro im {}".format, st.integers(-(10**9), 10**15), st.sampled_from(["Monat", "Jahr", "Leben"])
    ),
)
_fragments = st.lists(st.sampled_from([*NAMES, *HALVES]), min_size=1, max_size=9).map(" ".join)
_glued = st.builds(
    lambda pieces, glue: glue.join(pieces),
    st.lists(st.one_of(st.sampled_from([*NAMES, *HALVES]), st.text(max_size=5)), min_size=2, max_size=6),
    st.sampled_from(["", "-", "/", ".", "\u200b", "\n", "_", "::", "}{", "]("]),
)
_typos = st.builds(
    lambda text, place, sign: text[: place % len(text)] + sign + text[place % len(text) + 1 :],
    _fragments,
    st.integers(0, 200),
    st.text(max_size=3),
)
_values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(NAMES), st.text(max_size=20)
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_entities = st.dictionaries(st.sampled_from(ENTITIES), st.one_of(st.sampled_from(NAMES), _values), max_size=4)


def _button(intent: str, entities: dict[str, Any], broken: int) -> str:
    given_ = json.dumps(entities, ensure_ascii=False)
    return f"/{intent}{given_[:-broken] if broken else given_}"


_texts = st.one_of(
    _any, _control, _half_pairs, _marks, _directions, _emoji, _long_words, _signs, _numbers, _fragments, _fragments,
    _glued, _glued, _typos, _typos, st.lists(st.text(min_size=1), min_size=1, max_size=60).map(" ".join),
)  # fmt: skip
_buttons = st.builds(
    _button,
    st.one_of(st.sampled_from(INTENTS), st.text(max_size=8)),
    _entities,
    st.sampled_from([0, 0, 0, 0, 1, 3]),
)
_messages = st.one_of(
    *[_texts.map(lambda text: Fuzzed(text[:LONGEST]))] * 3,
    _buttons.map(lambda button: Fuzzed("Knopf", button[:LONGEST])),
)


def _from_strategies(count: int) -> list[Fuzzed]:
    found: list[Fuzzed] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_messages)
    def collect(message: Fuzzed) -> None:
        found.append(message)

    collect()
    return found[:count]


# -- the corpus ----------------------------------------------------------------------------------------


def _from_corpus(count: int, chance: random.Random) -> list[Fuzzed]:
    plain = [*map(Fuzzed, TEXTS), *(Fuzzed("Knopf", button) for button in BUTTONS)]
    return [*plain, *(_mixed(chance) for _ in range(count - len(plain)))][:count]


def _mixed(chance: random.Random) -> Fuzzed:
    nasty, other = chance.choice(TEXTS), chance.choice(TEXTS)
    name, half = chance.choice(NAMES), chance.choice(HALVES)
    kind = chance.randrange(6)
    if kind == 0:
        payload = _button(
            chance.choice(INTENTS), {chance.choice(ENTITIES): nasty, chance.choice(ENTITIES): name}, 0
        )
        return Fuzzed(nasty[:LONGEST], payload[:LONGEST])
    if kind == 1:
        return Fuzzed("Knopf", chance.choice(BUTTONS))
    forms = (f"{half} {nasty} {name}", f"{nasty}{name}", f"{nasty} {other}", f"{half} {name} in {nasty}?")
    return Fuzzed(chance.choice(forms)[:LONGEST])
