"""Each figure of the report on what people ask, from a handful of made-up exchanges."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from berufslotse.evaluation import usage_words as words
from berufslotse.evaluation.tallies import Seconds
from berufslotse.evaluation.usage import Nutzung, outcome
from berufslotse.evaluation.usage_figures import Gap, Lack, Name, Outcome, Usage
from berufslotse.knowledge.wording import HEADINGS
from berufslotse.serving.exchanges import Exchange, Reply

NOON = datetime(2026, 11, 10, 12).timestamp()
DAY = 86_400.0


def reply(art: str | None = None, name: str | None = None, after: float = 0.5, **more: Any) -> Reply:
    """A reply; `more` is what it is about, where it says the message itself named it all."""
    facts = {"fakten": [{"ort": more.pop("fakt_aus", more.get("ort"))}]} if art == "auskunft" else {}
    origin = dict.fromkeys(more, more.pop("herkunft", "nachricht"))
    explained = {"art": art, "ueber": more, "herkunft": origin, **facts} if art else None
    return Reply("gesagt", name, explained, NOON + after)


def asked(*replies: Reply, sender: str = "a", intent: str = "gehalt", **more: Any) -> Exchange:
    kept = {"channel": "website", "time": NOON, "text": "geheim", "chosen": False, "names": (), **more}
    return Exchange(sender=sender, ranking=[(intent, 0.9)] if intent else [], replies=replies, **kept)


def counted(*exchanges: Exchange) -> Usage:
    nutzung = Nutzung(HEADINGS)
    for exchange in exchanges:
        nutzung.add(exchange)
    return nutzung.usage()


@pytest.fixture(params=["Europe/Berlin", "UTC"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The machine's time zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_conversations_messages_and_buttons_are_counted():
    usage = counted(asked(), asked(chosen=True), asked(sender="b"))
    assert (usage.conversations, usage.messages, usage.written) == (2, 3, 2)


def test_nothing_counted_is_no_report():
    with pytest.raises(ValueError):
        Nutzung(HEADINGS).usage()


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ([reply("auskunft")], Outcome.FACTS),
        ([reply("luecke"), reply("auskunft")], Outcome.FACTS),
        ([reply("auskunft"), reply(name="utter_unavailable")], Outcome.TROUBLE),
        ([reply("luecke")], Outcome.NOT_KNOWN),
        ([reply("unbekannt")], Outcome.NOT_KNOWN),
        ([reply("rueckfrage")], Outcome.ASKED_BACK),
        ([reply("unsicher")], Outcome.UNSURE),
        ([reply(name="utter_default")], Outcome.UNSURE),
        ([reply(name="utter_out_of_scope")], Outcome.OUT_OF_SCOPE),
        ([reply("hinweis")], Outcome.TALK),
        ([reply(name="utter_greet")], Outcome.TALK),
        ([reply()], Outcome.OTHER),
        ([], Outcome.SILENCE),
    ],
)
def test_each_message_has_one_outcome(replies, expected):
    assert outcome(asked(*replies)) is expected


def test_outcomes_are_of_what_was_written_not_of_buttons():
    usage = counted(asked(reply("auskunft")), asked(reply("luecke"), chosen=True))
    assert {each: times for each, times in usage.outcomes if times} == {Outcome.FACTS: 1}


# -- themes --------------------------------------------------------------------------------------------


def test_a_message_counts_for_the_themes_it_asks_for():
    both = asked(reply("auskunft", thema="gehalt"), reply("luecke", thema="aufgaben"))
    assert dict(counted(both).themes) == {"Gehalt": 1, "Aufgaben": 1}


def test_an_incomplete_question_is_on_the_thema_of_before():
    before = reply("auskunft", thema="gehalt", herkunft="gespraech")
    assert counted(asked(before, intent="follow_up")).themes == [("Gehalt", 1)]


@pytest.mark.parametrize(
    ("intent", "kind", "title"),
    [
        ("source", "hinweis", "Quellen"),
        ("list_profiles", "hinweis", "Welche Berufe und Städte es gibt"),
        ("affirm", "hinweis", "Zustimmung"),
        ("nlu_fallback", "unsicher", "Nicht sicher verstanden"),
        ("aufgaben", "auskunft", "Aufgaben"),
    ],
)
def test_the_thema_of_before_does_not_count_where_something_else_is_asked(intent, kind, title):
    before = reply(kind, thema="gehalt", herkunft="gespraech")
    assert counted(asked(before, intent=intent)).themes == [(title, 1)]


def test_kinds_of_talk_have_german_titles_and_made_up_ones_are_not_told():
    usage = counted(asked(intent="greet"), asked(intent="mein_name_ist_anna"), asked(intent=""))
    assert dict(usage.themes) == {"Begrüßung": 1, "Sonstiges": 2}


def test_feedback_and_insults_are_counted():
    usage = counted(asked(intent="feedback"), asked(intent="insult"), asked(intent="insult"))
    assert (usage.feedback, usage.insults) == (1, 2)


# -- occupations and places -----------------------------------------------------------------------------


def test_occupations_are_told_with_how_often_there_were_facts():
    usage = counted(
        asked(reply("auskunft", beruf="Koch")),
        asked(reply("luecke", beruf="Koch"), sender="b"),
        asked(reply("rueckfrage", beruf="Koch"), sender="b"),
    )
    assert usage.berufe == [Name("Koch", 2, 1)]


def test_a_place_is_answered_only_by_facts_from_there():
    usage = counted(
        asked(reply("auskunft", beruf="Koch", ort="Köln")),
        asked(reply("auskunft", beruf="Koch", ort="Köln", fakt_aus="Bonn"), sender="b"),
    )
    assert usage.orte == [Name("Köln", 2, 1)]


def test_a_comparison_is_about_all_places_it_names():
    towns = {"names": [("ort", "Köln"), ("ort", "Bonn")], "intent": "compare"}
    told = reply("auskunft", beruf="Koch", ort="Bonn")
    usage = counted(asked(told, **towns), asked(told, sender="b", **towns))
    assert usage.orte == [Name("Bonn", 2, 2), Name("Köln", 2, 0)]


def test_vacancies_are_an_answer():
    told = reply("hinweis", beruf="Koch", ort="Köln")
    usage = counted(asked(told, intent="job_offers"), asked(told, intent="job_offers", sender="b"))
    assert (usage.berufe, usage.orte) == ([Name("Koch", 2, 2)], [Name("Köln", 2, 2)])


def test_what_one_conversation_named_is_not_among_the_occupations_and_places():
    once = asked(reply("auskunft", beruf="Koch", ort="Köln"))
    usage = counted(once, once)
    assert usage.berufe == usage.orte == []


def test_at_most_fifteen_are_told_the_most_asked_first():
    everybody = [
        asked(reply("auskunft", beruf=f"Beruf {chr(65 + n)}"), sender=sender)
        for sender in "ab"
        for n in range(20)
    ]
    often = asked(reply("auskunft", beruf="Beruf T"), sender="b")
    names = [each.name for each in counted(*everybody, often).berufe]
    assert len(names) == 15 and names[:2] == ["Beruf T", "Beruf A"]


# -- what was not known -----------------------------------------------------------------------------------


def test_gaps_say_what_is_missing_the_most_asked_first():
    usage = counted(
        asked(reply("luecke", beruf="Koch", ort="Köln", thema="gehalt")),
        asked(reply("unbekannt", beruf="Feilenhauer", thema="gehalt")),
        asked(reply("unbekannt", beruf="Feilenhauer", thema="gehalt"), sender="b"),
    )
    assert usage.gaps == [
        Gap("Feilenhauer", "", "Gehalt", Lack.BERUF, 2),
        Gap("Koch", "Köln", "Gehalt", Lack.FACTS, 1),
    ]


@pytest.mark.parametrize(
    "name", ["0171 2345678", "a@b.de", "ich wohne Weg 3", "so wie alle es hier so sagen", "x" * 99]
)
def test_what_is_no_name_is_told_only_if_several_conversations_named_it(name):
    once = asked(reply("unbekannt", beruf=name))
    alone = counted(once, once)
    assert (alone.gaps, alone.hidden) == ([], 2)
    several = counted(once, asked(reply("unbekannt", beruf=name), sender="b"))
    assert (len(several.gaps), several.hidden) == (1, 0)


@pytest.mark.parametrize(
    "name", ["Kaufmann/-frau für Büro", "Erzieher (m/w/d)", "E-Commerce-Kaufmann", "Halle (Saale)"]
)
def test_names_as_they_are_written_are_told(name):
    assert counted(asked(reply("unbekannt", beruf=name))).gaps[0].beruf == name


def test_names_cannot_steer_a_terminal_or_turn_the_writing():
    (gap,) = counted(
        asked(reply("unbekannt", beruf="Ko\u202ech\n")), asked(reply("unbekannt", beruf="Ko ch"))
    ).gaps
    assert (gap.beruf, gap.asked) == ("Ko ch", 2)
    assert words.clean("a\x1b[31mb") == "a [31mb"


# -- days, channels and times -----------------------------------------------------------------------------


def test_days_are_those_of_the_machines_clock(zone):
    # 23:30 in UTC is past midnight in Berlin, in summer as in winter.
    late = datetime.fromisoformat("2026-11-10T23:30:00+00:00").timestamp()
    usage = counted(asked(time=late))
    assert usage.periods[0].day == date(2026, 11, 11 if zone == "Europe/Berlin" else 10)


def test_days_without_a_message_are_told_too():
    usage = counted(asked(), asked(time=NOON + 2 * DAY), asked(sender="b"))
    assert [(p.day.day, p.conversations, p.messages) for p in usage.periods] == [
        (10, 2, 2),
        (11, 0, 0),
        (12, 1, 1),
    ]
    assert (usage.first, usage.last, usage.monthly) == (date(2026, 11, 10), date(2026, 11, 12), False)


def test_a_long_time_is_told_by_months():
    usage = counted(asked(), asked(time=NOON + DAY), asked(time=NOON + 100 * DAY))
    assert usage.monthly
    told = [(p.day.isoformat(), p.conversations, p.messages) for p in usage.periods]
    assert told == [("2026-11-01", 1, 2), ("2026-12-01", 0, 0), ("2027-01-01", 0, 0), ("2027-02-01", 1, 1)]


def test_channels_with_their_times_the_busiest_first():
    usage = counted(
        asked(reply(after=3.0), channel="telegram"),
        asked(reply(after=1.0), sender="b"),
        asked(reply(after=2.0), sender="b"),
        asked(sender="c"),
    )
    website, telegram = usage.channels
    assert (website.title, website.conversations, website.messages) == ("Website", 2, 3)
    assert (website.median, telegram.median, usage.overall.median) == (1.5, 3.0, 2.0)
    assert usage.totalled_channels == [website, telegram, usage.overall]


def test_a_channel_that_a_caller_made_up_is_not_told_by_name():
    assert counted(asked(channel="anna@web.de")).channels[0].title == "anderer Kanal"


@pytest.mark.parametrize(
    ("times", "median", "high"),
    [
        ([], None, None),
        ([2.0], 2.0, 2.0),
        ([1.0, 2.0], 1.5, 1.95),
        (range(101), 50.0, 95.0),
        ([1.0] * 19 + [9.0], 1.0, 1.4),
    ],
)
def test_median_and_95th_percentile(times, median, high):
    seconds = Seconds()
    for each in times:
        seconds.add(each)
    assert seconds.spread() == (median, pytest.approx(high) if high else None)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (words.number(1234567), "1.234.567"),
        (words.share(1, 3), "33,3 %"),
        (words.share(0, 0), "–"),
        (words.duration(0.126), "0,13 s"),
        (words.duration(12.34), "12,3 s"),
        (words.duration(None), "–"),
        (words.counted(1, "Frage", "Fragen"), "1 Frage"),
        (words.counted(2000, "Frage", "Fragen"), "2.000 Fragen"),
        (words.short_day(date(2026, 11, 2)), "Mo 02.11.2026"),
        (words.long_date(date(2026, 3, 1)), "1. März 2026"),
    ],
)
def test_numbers_and_days_are_written_as_in_german(told, expected):
    assert told == expected
