"""A summary to take along: what was told with its sources, what stayed open, short, and nothing that was typed."""

from __future__ import annotations

import datetime

import pytest

from berufslotse.knowledge.lookup import Frage
from berufslotse.knowledge.summing_up import ZUSAMMENFASSUNG, anything_told, collect, sum_up
from berufslotse.knowledge.telling import Ton

TODAY = datetime.date(2026, 11, 29)
DU = Ton()


def kept(fact, **more):
    """What is kept of a fact with an answer."""
    source = {"quelle": fact.quelle.titel, "url": fact.quelle.url}
    return {"text": fact.text, "thema": fact.thema, "ort": fact.ort, **source, **more}


@pytest.fixture
def told(bot):
    """A function that asks, and returns what is kept with the answer."""

    def ask(beruf: str, thema: str, ort: str | None = None):
        answer = bot.thema(Frage(thema, beruf, ort), DU)
        about = {"thema": thema, "beruf": beruf, **({"ort": ort} if ort else {})}
        return {"art": answer.sorte, "ueber": about, "fakten": [kept(f) for f in answer.fakten]}

    return ask


@pytest.fixture
def summed(wissen):
    """A function that sums up what was told."""

    def run(*rows, ton=DU, website=False, plain=True):
        return sum_up(rows, wissen, TODAY, ton, website=website, plain=plain)

    return run


def test_it_names_the_day_the_occupations_the_themes_and_the_facts_in_order(told, summed):
    answer = summed(told("Koch", "gehalt", "Köln"), told("Erzieher", "regionalkultur", "Köln"))
    assert answer.kern.splitlines() == [
        "Gespräch mit dem Berufslotsen, zusammengefasst am 29.11.2026",
        "Koch / Köchin in Köln",
        "– Gehalt: Auf dem Lohnzettel stehen 2.500 Euro im Monat. Übrig bleiben davon netto 1.750 Euro im Monat.",
        "Erzieher / Erzieherin in Köln",
        "– Menschen und Mentalität: Der Ton in den Teams ist herzlich, und zum Karneval kommen alle verkleidet.",
        "Quellen:",
    ]
    assert answer.art == ZUSAMMENFASSUNG
    assert [b.absicht for b in answer.knoepfe] == ["human"]


def test_sources_come_at_the_end_with_address_and_date(told, summed):
    row = told("Erzieher", "arbeitsmarkt", "Köln")
    last = summed(row).text.splitlines()[-1]
    assert last == (
        "Bundesagentur für Arbeit, „Entgeltatlas“ (Stand 2024): https://web.arbeitsagentur.de/entgeltatlas"
    )
    rich = summed(row, plain=False)
    assert [q.titel for q in rich.quellen] == ["Entgeltatlas"]
    assert "http" not in rich.kern and "Quelle" not in rich.kern


def test_what_holds_for_the_country_is_marked_where_a_town_was_asked(told, summed):
    answer = summed(told("Erzieher", "arbeitsmarkt", "Köln"))
    assert "Erzieher / Erzieherin in Köln\n– Arbeitsmarkt (bundesweit): Es fehlen" in answer.kern


def test_nothing_stands_twice(told, summed):
    once = summed(told("Koch", "gehalt", "Köln"))
    assert summed(told("Koch", "gehalt", "Köln"), told("Koch", "gehalt", "Köln")) == once


def test_of_each_thema_the_first_facts_are_told_and_the_rest_is_admitted(wissen, summed):
    facts = wissen.fakten("Erzieher", "Köln", "aufgaben")
    assert len(facts) > 3
    row = {
        "art": "auskunft",
        "ueber": {"beruf": "Erzieher", "ort": "Köln"},
        "fakten": [kept(f) for f in facts],
    }
    text = summed(row).text
    assert facts[2].text in text and facts[3].text not in text
    assert "steht hier nur das Wichtigste" in text


@pytest.mark.parametrize(
    ("beruf", "ort", "art", "line"),
    [
        ("Hufschmied", None, "unbekannt", "– Hufschmied: Was verdient man?"),
        ("Koch", "Köln", "luecke", "– Koch / Köchin in Köln: Was verdient man?"),
        ("Koch", "Atlantis", "luecke", "– Koch / Köchin in Atlantis: Was verdient man?"),
    ],
)
def test_what_was_not_known_stays_open_as_a_question(summed, beruf, ort, art, line):
    text = summed({"art": art, "ueber": {"beruf": beruf, "ort": ort, "thema": "gehalt"}}).text
    assert "Offen geblieben, gute Fragen für die Beratung:" in text
    assert line in text.splitlines()
    assert "Quelle" not in text


def test_open_questions_on_one_occupation_stand_together(summed):
    rows = [
        {"art": "luecke", "ueber": {"beruf": "Koch", "thema": t}} for t in ("gehalt", "overview", "passung")
    ]
    assert (
        "– Koch / Köchin: Was verdient man? Was macht den Beruf aus? Zu wem passt das?" in summed(*rows).text
    )


def test_what_was_answered_in_the_end_is_not_open(told, summed):
    gap = {"art": "luecke", "ueber": {"beruf": "Koch", "ort": "Köln", "thema": "gehalt"}}
    assert "Offen" not in summed(gap, told("Koch", "gehalt", "Köln")).text


def test_a_neighbours_facts_leave_the_town_asked_about_open(told, summed):
    text = summed(told("Koch", "aufgaben", "Bonn")).text
    assert "Koch / Köchin in Köln\n– Aufgaben: In den Brauhäusern" in text
    assert "– Koch / Köchin in Bonn: Was macht man da?" in text


@pytest.mark.parametrize(
    "typed", ["Anna 0176 1234567", "anna@web.de", "x" * 10 + "1", "ich bin die Anna Müller aus Köln am Rhein"]
)
def test_names_that_may_be_anything_typed_are_left_out(summed, typed):
    for about in ({"beruf": typed}, {"beruf": "Koch", "ort": typed}):
        text = summed({"art": "luecke", "ueber": {**about, "thema": "gehalt"}}).text
        assert typed not in text


def test_a_fact_of_another_occupation_stands_with_that(wissen, summed):
    fact = wissen.fakten("Koch", "Köln", "aufgaben")[0]
    row = {"art": "auskunft", "ueber": {"beruf": "Erzieher"}, "fakten": [kept(fact, beruf="Koch")]}
    assert "Koch / Köchin in Köln\n– Aufgaben" in summed(row).text


def test_a_fact_that_was_taken_back_since_is_left_out(told, summed):
    row = told("Koch", "gehalt", "Köln")
    row["fakten"][0]["text"] = "Früher stand hier etwas anderes."
    text = summed(row).text
    assert "Früher" not in text and "1.750 Euro" in text


def test_facts_without_any_occupation_are_left_out(wissen, told):
    row = told("Koch", "gehalt", "Köln")
    del row["ueber"]["beruf"]
    assert collect([row], wissen).fakten == {}


@pytest.mark.parametrize("rows", [[], [{}], [{"art": "hinweis", "ueber": {"beruf": "Koch"}}]])
def test_without_anything_told_it_says_so_kindly(summed, rows):
    assert not anything_told(rows)
    answer = summed(*rows)
    assert answer.kern.startswith("Noch gibt es nichts zusammenzufassen. Frag mich")
    assert "Fragen Sie mich" in summed(*rows, ton=Ton(sie=True)).kern
    assert answer.knoepfe and answer.art is None


def test_a_summary_is_not_summed_up(told, summed):
    row = {**told("Koch", "gehalt", "Köln"), "art": ZUSAMMENFASSUNG}
    assert not anything_told([row])
    assert "nichts zusammenzufassen" in summed(row).text


def test_only_the_website_points_to_its_menu(told, summed):
    row = told("Koch", "gehalt", "Köln")
    assert "Menü" not in summed(row).text
    assert "kannst du im Menü" in summed(row, website=True, plain=False).text
    assert "können Sie im Menü" in summed(row, ton=Ton(sie=True), website=True, plain=False).text


def test_a_long_conversation_is_cut_short_and_says_so(opened):
    names = [f"Beruf{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(40)]
    fact = '  - {thema: aufgaben, text: "%s tun vieles, und zwar %s und noch manches andere."}\n'
    many = opened(
        {
            f"{name.lower()}.yml": f'beruf: {name}\nquellen: [{{titel: "Blatt", url: "https://b.de", abgerufen: 2026-11-22}}]\n'
            "fakten:\n" + "".join(fact % (name, "Sache " * 12 + str(n)) for n in range(3))
            for name in names
        }
    )
    rows = [
        {
            "art": "auskunft",
            "ueber": {"beruf": name, "thema": "aufgaben"},
            "fakten": [kept(f) for f in many.fakten(name, None)],
        }
        for name in names
    ]
    text = sum_up(rows, many, TODAY, DU, website=True, plain=True).text
    assert 2_000 < len(text) < 3_200
    assert f"{names[-1]}\n– Aufgaben" in text and f"{names[0]}\n–" not in text
    assert f"Außerdem ging es um {names[0]}, " in text and "weiteres" in text
    assert "steht hier nur das Wichtigste" in text
    few = sum_up(rows[:3], many, TODAY, DU, website=True, plain=True).text
    assert few.count("tun vieles") == 9 and "Wichtigste" not in few
