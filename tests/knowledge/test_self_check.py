"""The self-check: which facts become statements, how typed answers are read, and what is made of them."""

from __future__ import annotations

import dataclasses
import re
import zlib

import pytest

from berufslotse.knowledge import self_check_answers, wording
from berufslotse.knowledge.answers import Antwortgeber
from berufslotse.knowledge.lookup import Frage
from berufslotse.knowledge.self_check import (
    DAFUER,
    DAGEGEN,
    ENDE,
    LONG,
    TEILS,
    THEMES,
    WEITER,
    Selbstcheck,
    statements,
)
from berufslotse.knowledge.self_check_reading import read_answer
from berufslotse.knowledge.telling import Ton, fact_mark

QUELLE = 'quellen: [{titel: "%s", url: "https://www.beispiel.de/%s", abgerufen: 2026-11-22}]\nfakten:\n'
LANGER_SATZ = "Sehr lange Beschreibungen " + "mit vielen Einzelheiten " * 10 + "stehen hier."


def profile(ort: str | None, *facts: tuple[str, str], beruf: str = "Imker") -> str:
    lines = [f"beruf: {beruf}", f"beruf_feminin: {beruf}in", *([f"ort: {ort}"] if ort else [])]
    text = "\n".join(lines) + "\n" + QUELLE % (f"Quelle {ort}", str(ort).lower())
    return text + "".join(f'  - {{thema: {theme}, text: "{fact}"}}\n' for theme, fact in facts)


FULL = profile(
    "Köln",
    ("aufgaben", "Im Frühling werden die Völker geteilt."),
    ("aufgaben", "Honig wird geschleudert und abgefüllt."),
    ("passung", "Wer Hektik braucht, ist hier falsch."),
    ("anforderungen", "Ruhige Hände sind Gold wert."),
    ("herausforderungen", "Stiche gehören leider zum Geschäft."),
    ("arbeitsort", "Die Kästen stehen auf Dächern der Altstadt."),
    ("regionalkultur", "In der Nachbarschaft schwatzt man gern über den Zaun."),
    ("arbeitsmarkt", "Nebenerwerb überwiegt bei weitem."),
)


def texts(facts):
    return [fact.text for fact in facts]


# -- which statements --------------------------------------------------------------------------------


def test_five_facts_of_several_themes_are_put_word_for_word_and_fit_first(opened):
    chosen = statements(opened({"a.yml": FULL}), "Imker", "Köln")
    assert texts(chosen) == [
        "Wer Hektik braucht, ist hier falsch.",
        "Ruhige Hände sind Gold wert.",
        "Stiche gehören leider zum Geschäft.",
        "Im Frühling werden die Völker geteilt.",
        "Die Kästen stehen auf Dächern der Altstadt.",
    ]


def test_what_is_missing_in_the_town_is_said_of_the_whole_country(opened):
    wissen = opened({
        "a.yml": profile("Köln", ("anforderungen", "Ruhige Hände sind Gold wert."),
                         ("aufgaben", "Honig wird geschleudert.")),
        "b.yml": profile(None, ("herausforderungen", "Milben setzen den Völkern zu.")),
    })  # fmt: skip
    chosen = statements(wissen, "Imker", "Köln")
    assert [fact.ort for fact in chosen] == ["Köln", None, "Köln"]
    check = Selbstcheck.begin("Imker", "Köln", chosen, False).answered(fact_mark(chosen[0]), TEILS)
    assert "Aussage 2 von 3 (bundesweit): Milben" in self_check_answers.statement(check, Ton(), "").kern


def test_another_town_fills_up_and_is_named_but_not_with_what_holds_only_there(opened):
    wissen = opened({
        "a.yml": profile("Köln", ("anforderungen", "Ruhige Hände sind Gold wert."),
                         ("aufgaben", "Honig wird geschleudert.")),
        "b.yml": profile("Bonn", ("arbeitsort", "Die Stöcke stehen im Regierungsviertel."),
                         ("regionalkultur", "Man grüßt sich."), ("passung", "Geduldige Menschen fühlen sich wohl.")),
    })  # fmt: skip
    chosen = statements(wissen, "Imker", "Köln")
    assert {fact.thema for fact in chosen} == {"passung", "anforderungen", "aufgaben"}
    first = self_check_answers.statement(Selbstcheck.begin("Imker", "Köln", chosen, False), Ton(), "")
    assert "Aussage 1 von 3 (aus Bonn): Geduldige Menschen" in first.kern


def test_no_two_statements_are_alike(opened):
    wissen = opened({"a.yml": profile(
        "Köln", ("anforderungen", "Ruhige Hände sind für Imker Gold wert."),
        ("aufgaben", "Ruhige Hände sind für Imker Gold wert!"),
        ("aufgaben", "Honig wird geschleudert."), ("herausforderungen", "Stiche gehören dazu."),
    )})  # fmt: skip
    assert len(statements(wissen, "Imker", "Köln")) == 3


def test_long_facts_are_left_aside_where_shorter_ones_suffice(opened):
    assert len(LANGER_SATZ) > LONG
    long = ("passung", LANGER_SATZ)
    wissen = opened({
        "a.yml": FULL.replace('"Wer Hektik braucht, ist hier falsch."', f'"{LANGER_SATZ}"'),
        "b.yml": profile("Bonn", long, ("aufgaben", "Honig wird geschleudert."),
                         ("herausforderungen", "Stiche gehören dazu."), beruf="Falkner"),
    })  # fmt: skip
    assert LANGER_SATZ not in texts(statements(wissen, "Imker", "Köln"))
    assert LANGER_SATZ in texts(statements(wissen, "Falkner", "Bonn"))


def test_with_fewer_than_three_facts_there_is_no_check(opened):
    wissen = opened({"a.yml": profile(
        "Köln", ("aufgaben", "Honig wird geschleudert."), ("passung", "Wer Hektik braucht, ist falsch."),
        ("einstieg", "Es gibt Lehrgänge."), ("arbeitsmarkt", "Nebenerwerb überwiegt."),
    )})  # fmt: skip
    bot = Antwortgeber(wissen)
    assert statements(wissen, "Imker", "Köln") == [] and bot.selbstcheck("Imker", "Köln") is None
    answer = bot.thema(Frage("passung", "Imker", "Köln"), Ton())
    assert "Selbst-Check" not in answer.kern and all(k.absicht != "self_check" for k in answer.knoepfe)


def test_every_shipped_occupation_gets_statements_that_are_its_facts(shipped_wissen):
    offered = 0
    for name in shipped_wissen.berufsnamen:
        for town in [*shipped_wissen.bekannt(name).orte[:2], None, "Wuppertal"]:
            chosen = statements(shipped_wissen, name, town)
            offered += bool(chosen)
            assert len(chosen) in {0, 3, 4, 5}
            assert len({fact_mark(f) for f in chosen}) == len(chosen)
            assert all(f.beruf == name and f.thema in THEMES for f in chosen)
            assert all(f in shipped_wissen.fakten(name, f.ort) for f in chosen)
    assert offered > 500


# -- the offer ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("sie", [False, True])
def test_who_asks_whom_it_suits_is_asked_for_the_check_with_its_true_number(opened, sie):
    bot = Antwortgeber(opened({"a.yml": FULL}))
    answer = bot.thema(Frage("passung", "Imker", "Köln"), Ton(sie=sie))
    assert "Wer Hektik braucht" in answer.kern and "fünf Aussagen" in answer.kern
    assert ("Möchten Sie" if sie else "Möchtest du") in answer.kern
    assert answer.knoepfe[0].titel == "Selbst-Check: fünf Aussagen"
    assert len(answer.knoepfe) <= 4


# -- typed answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *((t, DAFUER) for t in ("eher dafür", "Dafür!", "ja", "Jaaa", "passt", "1", "👍", "eher dafuer",
                                "Ich würde sagen, eher dafür.", "das spricht eher dafür")),
        *((t, TEILS) for t in ("teils teils", "Teils, teils.", "mal so, mal so", "weiß nicht", "weiss nicht",
                               "Hm, ich weiß nicht", "2", "kommt drauf an")),
        *((t, DAGEGEN) for t in ("eher nicht", "nein", "dagegen", "Nö, eher nicht", "ich glaube nicht", "3",
                                 "passt nicht")),
        *((t, ENDE) for t in ("aufhören", "Stopp!", "stop", "ich möchte aufhören")),
        *((t, WEITER) for t in ("weiter", "Weiter geht's")),
    ],
)  # fmt: skip
def test_a_short_answer_is_read_in_many_spellings(text, meant):
    assert read_answer(text, waiting=True) == meant


@pytest.mark.parametrize(
    "text",
    ["was verdient man da?", "Ist das nichts für mich?", "ja, aber was verdient man", "Köln", "", "🙂", "stimmt",
     "dafür bräuchte ich erst das Gehalt", "12"],
)  # fmt: skip
def test_anything_else_is_left_to_be_answered_as_usual(text):
    assert read_answer(text, waiting=True) is None


def test_a_bare_yes_or_number_means_a_statement_only_right_after_it():
    assert [read_answer(t, waiting=False) for t in ("ja", "nein", "2", "stopp", "👍")] == [None] * 5
    assert read_answer("eher dafür", waiting=False) == DAFUER
    assert read_answer("eher dagegen, weil ich nachts schlafen will", waiting=True) == DAGEGEN
    assert read_answer("also eher dafür aber nicht immer", waiting=True) == DAFUER
    assert read_answer("ja aber was verdient man da", waiting=True) is None
    assert read_answer("weiter", waiting=False) == WEITER


# -- the summary -------------------------------------------------------------------------------------


@pytest.fixture
def check(opened):
    wissen = opened({"a.yml": FULL})
    return wissen, Selbstcheck.begin("Imker", "Köln", statements(wissen, "Imker", "Köln"), False)


def summed(check, answers, ton=None):
    wissen, begun = check
    for mark, answer in zip(begun.marken, answers, strict=False):
        begun = begun.answered(mark, answer)
    beruf = wissen.bekannt("Imker")
    return self_check_answers.summary(begun.ended(), beruf, Antwortgeber(wissen), ton or Ton())


def test_the_summary_repeats_the_facts_by_how_they_were_weighed_with_their_sources(check):
    answer = summed(check, [DAGEGEN, DAFUER, TEILS, DAFUER, DAFUER])
    order = [answer.kern.index(part) for part in (
        "Eher dafür sprach:", "Ruhige Hände", "Eher dagegen sprach:", "Wer Hektik", "Noch offen ist:", "Stiche")]  # fmt: skip
    assert order == sorted(order)
    assert len(answer.fakten) == 5 and "Quelle: " in answer.text


PATTERNS = {
    "all for": [DAFUER] * 5,
    "all against": [DAGEGEN] * 5,
    "all open": [TEILS] * 5,
    "some against": [DAFUER, DAGEGEN, TEILS, DAFUER, DAFUER],
    "some open": [DAFUER, TEILS, DAFUER, DAFUER, TEILS],
}


@pytest.mark.parametrize("sie", [False, True])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_summary_gives_no_score_and_no_verdict(check, pattern, sie):
    text = summed(check, PATTERNS[pattern], Ton(sie=sie)).kern
    assert not re.search(r"\d|%|Prozent|Punkte von|Ergebnis|du passt|Sie passen|passt zu dir|geeignet", text)
    end = "nicht Sie." if sie else "nicht dich."
    assert f"Die Aussagen beschreiben den Beruf allgemein, {end}" in text
    assert not re.search(r"\b(du|dich|dir|dein)\b" if sie else r"\b(Ihnen|Ihr|haben Sie|können Sie)\b", text)
    assert "!" not in text


def test_the_summary_thinks_on_where_the_answers_lead(check):
    told = {name: summed(check, answers).kern for name, answers in PATTERNS.items()}
    assert "Praktikum" in told["all for"] and "nicht zeigen" in told["all for"]
    assert "jeden Tag" in told["some against"] and "von Betrieb zu Betrieb" in told["some against"]
    assert "ähnlichen Berufen" in told["all against"]
    assert "Helfen kann" in told["all open"]
    assert len({text.split("\n")[-2] for text in told.values()}) == 5


def test_after_the_summary_one_can_ask_on_start_again_or_turn_to_a_person(check):
    buttons = summed(check, PATTERNS["all for"]).knoepfe
    assert [k.titel for k in buttons[-2:]] == ["Noch einmal", "Mit jemandem sprechen"]
    assert buttons[-1].absicht == "human" and len(buttons) <= 4
    assert all(k.titel in wording.QUESTIONS.values() for k in buttons[:-2])


# -- keeping it --------------------------------------------------------------------------------------


def test_a_fact_that_is_gone_meanwhile_drops_out_with_its_answer(check):
    wissen, begun = check
    kept = begun.answered(begun.marken[0], DAFUER).dump()
    gone = f"{zlib.crc32(b'gibt es nicht mehr'):x}"
    kept["aussagen"][0][0] = gone
    kept["antworten"] = {gone: DAFUER}
    back = Selbstcheck.load(wissen, kept)
    assert len(back.aussagen) == 4 and back.antworten == {} and back.offen == begun.marken[1]
    kept["aussagen"] = [[gone, "Köln"]]
    assert Selbstcheck.load(wissen, kept) is None


def test_what_is_kept_comes_back_as_it_was(check):
    wissen, begun = check
    after = dataclasses.replace(begun.answered(begun.marken[0], TEILS), zug=7)
    back = Selbstcheck.load(wissen, after.dump())
    assert back.dump() == after.dump() and texts(back.aussagen) == texts(begun.aussagen)
    assert Selbstcheck.load(wissen, None) is None
