"""Under each answer of the shell stands, in German, why it is as it is."""

from __future__ import annotations

import pytest

from berufslotse.console.explanation import about, explain, facts_of, milliseconds
from tests.console.shelling import ABOUT, ENTITIES, FACT, UNSURE, exchange, fixed, told


def lines(*replies, **more) -> dict[str, str]:
    """An explanation in full by its labels; what has the same label is put one below the other."""
    found: dict[str, str] = {}
    for label, text in explain(exchange(*replies, **more), 0.042).zeilen:
        found[label.strip()] = "\n".join(filter(None, [found.get(label.strip()), text]))
    return found


def folded(*replies, **more) -> str:
    return explain(exchange(*replies, **more), 0.042).kurz


def test_everything_that_an_answer_rests_on_is_told():
    assert lines(told(), **ENTITIES) == {
        "Absicht": "Gehalt 93 %, danach Arbeitsmarkt 4 %",
        "Thema": "Gehalt (aus der Nachricht)",
        "Beruf": "Erzieher (aus der Nachricht, dort „Erzieherin“)",
        "Ort": "Köln (aus der Nachricht)",
        "Stufe": "keine genannt, also alle (Vorgabe)",
        "Antwort": "aus Fakten",
        "Fakt 1": "Wer anfängt, bekommt 2.800 Euro. (Gehalt, Köln)",
        "Quelle": "Kitas in Köln, https://www.beispiel.de/koeln",
        "Ausgelassen": "nichts",
        "Zeit": "42 ms, davon 30 ms im Lotsen",
    }


def test_folded_it_is_one_line():
    assert folded(told(), **ENTITIES) == "Gehalt 93 % · Erzieher · Köln · 1 Fakt · 42 ms"
    assert folded(told(fakten=[FACT, FACT])).endswith(" · 2 Fakten · 42 ms")
    about = {**ABOUT, "stufe": "einstieg", "arbeitgeber": "behoerde"}
    assert " · Köln · einstieg · behoerde · " in folded(told(about))


def test_names_come_from_the_message_the_conversation_or_nowhere():
    origins = {"thema": "nachricht", "beruf": "gespraech"}
    found = lines(told({"thema": "gehalt", "beruf": "Erzieher"}, herkunft=origins), names=())
    assert found["Thema"] == "Gehalt (aus der Nachricht)"
    assert found["Beruf"] == "Erzieher (aus dem Gespräch davor)"
    assert found["Ort"] == "keiner genannt, also ganz Deutschland (Vorgabe)"
    assert found["Stufe"] == "keine genannt, also alle (Vorgabe)"
    assert "Arbeitgeber" not in found


def test_names_of_an_answer_that_does_not_say_whence_they_are_known():
    assert lines(told(herkunft={}))["Ort"] == "Köln (woher, ist nicht bekannt)"
    assert lines(told(), wordings=(), names=())["Beruf"] == "Erzieher (aus der Nachricht)"


def test_fact_of_another_occupation_or_of_the_whole_country_says_so():
    nationwide = {**FACT, "ort": None}
    found = lines(told(fakten=[{**FACT, "beruf": "Koch"}, nationwide]))
    assert found["Fakt 1"].endswith("(Koch, Gehalt, Köln)")
    assert found["Fakt 2"].endswith("(Gehalt, ganz Deutschland)")


def test_source_of_several_facts_in_a_row_is_named_once():
    other = {**FACT, "url": "https://www.beispiel.de/anderswo"}
    labels = [label.strip() for label, _ in explain(exchange(told(fakten=[FACT, FACT, other])), 0.02).zeilen]
    facts = [label for label in labels if label.startswith(("Fakt", "Quelle"))]
    assert facts == ["Fakt 1", "Fakt 2", "Quelle", "Fakt 3", "Quelle"]


def test_comparison_names_all_that_it_is_about():
    more = {"names": (("beruf", "Koch"), ("beruf", "Erzieher")), "wordings": (("beruf", "Köchin"), ("beruf", "Erzieherin"))}  # fmt: skip
    assert lines(told(), **more)["Beruf"] == (
        "Koch und Erzieher (aus der Nachricht, dort „Köchin“ und „Erzieherin“)"
    )


def test_two_questions_at_once_have_two_themes():
    second = told({**ABOUT, "thema": "aufgaben"}, fakten=[{**FACT, "thema": "aufgaben", "text": "Planen."}])
    found = lines(told(), second, **ENTITIES)
    assert found["Thema"] == "Gehalt (aus der Nachricht), Aufgaben (aus der Nachricht)"
    assert found["Beruf"] == "Erzieher (aus der Nachricht, dort „Erzieherin“)"
    assert found["Fakt 2"] == "Planen. (Aufgaben, Köln)"
    assert found["Antwort"] == "aus Fakten"
    assert "2 Fakten" in folded(told(), second)


def test_unsure_bot_says_what_it_took_it_for():
    found = lines(told({}, art="unsicher", fakten=[]), ranking=UNSURE)
    assert found["Absicht"] == "nicht sicher: Gehalt 35 %, danach Aufgaben 30 %"
    assert found["Antwort"] == "nicht sicher verstanden, deshalb Vorschläge"
    assert folded(told({}, fakten=[]), ranking=UNSURE) == "unsicher (Gehalt 35 %) · ohne Fakten · 42 ms"


@pytest.mark.parametrize("ranking", [(), (("nlu_fallback", 1.0),)], ids=["nothing", "fallback alone"])
def test_message_that_was_not_understood_at_all(ranking):
    assert lines(fixed("utter_default"), ranking=ranking)["Absicht"] == "gar nicht verstanden"
    assert folded(fixed(), ranking=ranking).startswith("nicht verstanden · feste Antwort")


def test_intent_without_a_runner_up_stands_alone():
    assert lines(fixed(), ranking=(("greet", 0.99),))["Absicht"] == "Begrüßung 99 %"


def test_on_a_button_there_was_nothing_to_interpret():
    found = lines(told(), ranking=(("gehalt", 1.0),), chosen=True, names=(("beruf", "Erzieher"),))
    assert found["Absicht"] == "Gehalt (gewählt, nicht gedeutet)"
    assert found["Beruf"] == "Erzieher (vom Knopf)"
    assert folded(told(), ranking=(("gehalt", 1.0),), chosen=True).startswith("Gehalt · Erzieher · ")


def test_fixed_answer_is_called_by_its_name_and_has_no_facts():
    found = lines(fixed(), ranking=(("greet", 0.9),), names=(("beruf", "Koch"),))
    assert found["Antwort"] == "feste Antwort utter_greet"
    assert found["Beruf"] == "Koch (aus der Nachricht)"
    assert not {"Fakt 1", "Quelle", "Ausgelassen", "Stufe"} & set(found)
    assert folded(fixed(), ranking=(("greet", 0.9),)) == "Begrüßung 90 % · feste Antwort · 42 ms"


def test_gap_is_called_a_gap():
    assert lines(told(art="luecke", fakten=[]))["Antwort"] == "Lücke: zu diesem Thema fehlen Fakten"
    assert lines(told(art="unbekannt", fakten=[]))["Antwort"].startswith("Lücke: von diesem Beruf")


def test_no_answer_is_not_a_fixed_one():
    found = lines()
    assert (found["Antwort"], found["Zeit"]) == ("keine", "42 ms")
    assert folded().endswith(" · keine Antwort · 42 ms")


def test_what_was_left_out_is_told_and_counted():
    texts = ["Eins.", "Zwei."]
    assert lines(told(ausgelassen=texts, weitere=2))["Ausgelassen"] == "Eins.\nZwei."
    assert lines(told(ausgelassen=texts, weitere=3))["Ausgelassen"].endswith("Zwei.\nund 1 weiterer Fakt")
    assert lines(told(ausgelassen=texts, weitere=9))["Ausgelassen"].endswith("und 7 weitere Fakten")
    twice = lines(told(ausgelassen=["Eins."], weitere=1), told(ausgelassen=["Zwei."], weitere=3))
    assert twice["Ausgelassen"] == "Eins.\nZwei.\nund 2 weitere Fakten"


def test_bot_that_keeps_its_conversations_elsewhere_is_said_to():
    explained = explain(None, 1.25)
    assert explained.kurz == "1,2 s (keine Erklärung)"
    (label, text), time = explained.zeilen
    assert (label, "woanders" in text, time) == ("Hinweis", True, ("Zeit", "1,2 s"))


def test_sources_and_profile_are_of_the_last_answer():
    kept = exchange(told(), told({"beruf": "Koch"}, fakten=[{**FACT, "text": "Zwei."}]))
    assert [fact["text"] for fact in facts_of(kept)] == [FACT["text"], "Zwei."]
    assert about(kept) == {"beruf": "Koch"}
    assert about(exchange(fixed(), names=(("beruf", "Koch"), ("ort", "Bonn")))) == {
        "beruf": "Koch",
        "ort": "Bonn",
    }


@pytest.mark.parametrize(("seconds", "shown"), [(0.0004, "0 ms"), (0.0234, "23 ms"), (1, "1,0 s"), (12.34, "12,3 s")])  # fmt: skip
def test_times_are_written_as_in_german(seconds, shown):
    assert milliseconds(seconds) == shown


@pytest.mark.parametrize(("art", "word"), [("luecke", "Lücke"), ("zusammenfassung", "Zusammenfassung")])
def test_folded_line_of_an_answer_without_facts_says_what_it_is(art, word):
    explained = explain(exchange(told(art=art, fakten=[])), 0.02)
    assert f"· {word} ·" in explained.kurz and "0 Fakten" not in explained.kurz
