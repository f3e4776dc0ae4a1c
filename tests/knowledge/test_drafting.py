"""A draft holds what the article says, with its evidence, and is no knowledge until somebody has checked it."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from berufslotse.knowledge.article import ArtikelFehler, parse_article
from berufslotse.knowledge.drafting import Entwurf, Helfer, Name, draft, proper_names
from berufslotse.knowledge.profiles import Fehler, read_file
from berufslotse.knowledge.schema import NO_ADDRESS, Profil

TODAY = datetime.date(2026, 11, 24)
ADDRESS = "https://www.portal.de/erzieher"
PLAN = "Man plant den Tag der Gruppe und begleitet die Kinder, wenn sie spielen oder streiten."
START = "Zum Einstieg gibt es zwischen 2.800 und 3.200 Euro im Monat."
BOTH = "Bei der Stadt bekommen sie nach TVöD mit Erfahrung 3.500 Euro, weil sie viel können müssen."
OPEN = "Als Leitung sind bis zu 52.000 Euro im Jahr möglich."
WORDS = "Über Geld wird in den Teams nicht so gern geredet, und das Gehalt ist immer ein Thema."
CHAT = "Das ist auch gut so, denn es ist ja doch nur ein Teil von dem, was den Beruf im Ganzen ausmacht."
ARTICLE = f"""\
Erzieher in Köln

Was macht man da?
{PLAN} {CHAT}

Was verdient man?
{START} {BOTH} {OPEN} {WORDS}
"""

THEMES = {PLAN: "aufgaben", START: "gehalt", BOTH: "anforderungen", OPEN: "gehalt", WORDS: "gehalt"}
HELPER = Helfer(
    beruf=lambda heading: Name("Erzieher", "Erzieherin") if "Erzieher" in heading else None,
    ort=lambda heading: "Köln" if "Köln" in heading else None,
    saetze=lambda text: re.split(r"(?<=[.!?]) ", text),
    themen=lambda sentences, beruf, ort: [THEMES.get(sentence) for sentence, _ in sentences],
)


def drafted(text: str = ARTICLE, url: str | None = None, helper: Helfer = HELPER) -> Entwurf:
    return draft(parse_article(text.encode()), helper, TODAY, url)


def read_back(folder: Path, text: str) -> tuple[Profil | None, list[Fehler]]:
    path = folder / "entwurf.yml"
    path.write_text(text, encoding="utf-8")
    return read_file(path)


def facts_of(entwurf: Entwurf, beleg: str) -> list[dict]:
    return [fact for fact in entwurf.fakten if fact["beleg"] == beleg]


def test_draft_tells_occupation_town_and_source():
    entwurf = drafted(url=ADDRESS)
    assert (entwurf.beruf, entwurf.feminin, entwurf.ort) == ("Erzieher", "Erzieherin", "Köln")
    assert entwurf.quelle == {"titel": "Erzieher in Köln", "url": ADDRESS, "abgerufen": TODAY}
    assert entwurf.dateiname == "erzieher-koeln.yml"


def test_without_a_town_the_draft_is_for_all_of_germany(tmp_path):
    entwurf = drafted(ARTICLE.replace(" in Köln", ""))
    assert (entwurf.ort, entwurf.dateiname) == (None, "erzieher.yml")
    profil, _ = read_back(tmp_path, entwurf.yaml())
    assert profil.ort is None


def test_address_is_the_given_one_else_that_of_the_page_else_a_placeholder():
    html = f'<link rel="canonical" href="https://www.kanonisch.de"><h1>Erzieher</h1><p>{ARTICLE}</p>'
    assert drafted(html, ADDRESS).quelle["url"] == ADDRESS
    page = draft(parse_article(html.encode()), HELPER, TODAY)
    assert page.quelle["url"] == "https://www.kanonisch.de"
    assert drafted().quelle["url"] == NO_ADDRESS


def test_each_fact_bears_its_evidence_and_waits_to_be_checked():
    entwurf = drafted()
    assert {"thema": "aufgaben", "text": PLAN, "beleg": PLAN, "pruefen": True} in entwurf.fakten
    assert all(fact["pruefen"] is True and fact["beleg"] in ARTICLE for fact in entwurf.fakten)


def test_sentences_without_a_fact_are_left_out():
    assert facts_of(drafted(), CHAT) == []


def test_pay_figure_becomes_a_fact_told_in_words_of_our_own():
    [fact] = facts_of(drafted(), START)
    figures = {"stufe": "einstieg", "von": 2800, "bis": 3200, "zeitraum": "monat", "art": "spanne"}
    assert (fact["thema"], fact["gehalt"]) == ("gehalt", figures)
    assert fact["text"] == "Zum Einstieg sind es 2.800 bis 3.200 Euro im Monat."


def test_open_figure_is_told_as_open():
    [fact] = facts_of(drafted(), OPEN)
    assert fact["gehalt"] == {"stufe": "spezialist", "bis": 52000, "zeitraum": "jahr"}
    assert fact["text"].endswith("sind es bis zu 52.000 Euro im Jahr.")


def test_sentence_that_tells_more_than_its_figure_is_kept_beside_it():
    figure, told = facts_of(drafted(), BOTH)
    assert (figure["gehalt"]["von"], figure["gehalt"]["arbeitgeber"]) == (3500, "behoerde")
    assert "im öffentlichen Dienst 3.500 Euro" in figure["text"]
    assert (told["thema"], told["text"]) == ("anforderungen", BOTH)


def test_words_about_pay_without_a_figure_are_a_fact_as_well():
    [fact] = facts_of(drafted(), WORDS)
    assert fact["thema"] == "gehalt" and "gehalt" not in fact


def test_heading_tells_the_level_of_a_figure():
    [figure] = facts_of(drafted(f"{ARTICLE}\nFür Azubis\nEs sind 1.100 Euro.\n"), "Es sind 1.100 Euro.")
    assert figure["gehalt"]["stufe"] == "ausbildung"


def test_themes_are_asked_with_headings_occupation_and_town():
    asked = {}

    def themes(sentences, beruf, ort):
        asked.update(sentences=list(sentences), beruf=beruf, ort=ort)
        return ["aufgaben"] * len(sentences)

    drafted(helper=Helfer(HELPER.beruf, HELPER.ort, HELPER.saetze, themes))
    assert (asked["beruf"], asked["ort"]) == ("Erzieher", "Köln")
    assert asked["sentences"][:3] == [
        (PLAN, "Was macht man da?"),
        (CHAT, "Was macht man da?"),
        (START, "Was verdient man?"),
    ]


def test_file_is_read_back_without_faults(tmp_path):
    entwurf = drafted()
    profil, faults = read_back(tmp_path, entwurf.yaml())
    assert faults == []
    assert (profil.beruf, profil.beruf_feminin, profil.ort) == ("Erzieher", "Erzieherin", "Köln")
    assert profil.quellen[0].abgerufen == TODAY
    assert [(f.thema.value, f.text, f.beleg) for f in profil.fakten] == [
        (f["thema"], f["text"], f["beleg"]) for f in entwurf.fakten
    ]
    assert all(fact.pruefen for fact in profil.fakten)


@pytest.mark.parametrize(
    "odd",
    [
        "Sie sagt: ja # nein.",
        "- 'x' \"y\" {z}",
        "null",
        "123",
        "*&!|>%@`",
        "\x01 Ton \x07",
        "Ende 😀",
        "a " * 500,
    ],
)
def test_whatever_an_article_says_the_file_is_read_back(tmp_path, odd):
    helper = Helfer(HELPER.beruf, HELPER.ort, lambda t: [t], lambda s, b, o: ["aufgaben"] * len(s))
    entwurf = drafted(f"Erzieher: {odd}\n\n{ARTICLE}\nX\n{odd}.\n", helper=helper)
    profil, faults = read_back(tmp_path, entwurf.yaml())
    assert faults == []
    assert profil.fakten[-1].text == entwurf.fakten[-1]["text"].strip()


def test_file_says_above_what_is_to_be_done_and_who_is_named():
    head = drafted().yaml().split("beruf:")[0]
    assert all(line.startswith("#") for line in head.splitlines())
    assert "24.11.2026" in head and "pruefen: true" in head and "knowledge check" in head
    assert "Beim Namen genannt werden: TVöD" in head


def test_page_whose_first_heading_is_a_picture_gives_a_sound_file(tmp_path):
    html = f'<h1><img src="logo.png"></h1><h2>Erzieher in Köln</h2><p>{ARTICLE}</p>'
    assert read_back(tmp_path, drafted(html).yaml())[1] == []


def test_text_too_long_for_a_profile_is_refused_or_cut(tmp_path):
    try:
        entwurf = drafted(ARTICLE + "\n" + f"{PLAN}\n" * 2_000)
    except ArtikelFehler:
        return
    assert read_back(tmp_path, entwurf.yaml())[1] == []


ENGLISH = """\
Erzieher in Köln

If you work with children, you are with them for the whole day and you plan what they will do. You also
have to talk to the parents, and that is not always easy, because they may be worried about what their
children are doing. There is a lot to learn, and you will be tired in the evening, but most of the people
who do this say that they would do it again, because it is worth it.
"""
FRENCH = """\
Erzieher in Köln

Si vous travaillez avec les enfants, vous êtes avec eux pendant toute la journée et vous préparez ce qu'ils
vont faire. Il faut aussi parler avec les parents, et ce n'est pas toujours facile, parce qu'ils ont peur
pour leurs enfants. Il y a beaucoup de choses à apprendre et le soir on est fatigué, mais ceux qui font ce
métier disent qu'ils le feraient encore une fois, parce que cela vaut la peine pour tout le monde.
"""
NO_SENTENCES = "Erzieher in Köln\n\n" + "Kita Hort Gruppe Eltern Spiel Ausflug Lied Garten " * 10


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENGLISH, "nicht auf Deutsch.*Englisch"),
        (FRENCH, "nicht auf Deutsch.*Französisch"),
        (NO_SENTENCES, "nicht auf Deutsch"),
        (f"Erzieher in Köln\n\n{PLAN}\n", "mit 15 Wörtern"),
        (ARTICLE.replace("Erzieher in Köln", "Unser Newsletter"), "In der Überschrift steht kein Beruf"),
    ],
    ids=["English", "French", "no language", "short", "no occupation"],
)
def test_what_gives_no_profile_is_refused_with_the_reason(text, said):
    with pytest.raises(ArtikelFehler, match=said):
        drafted(text)


def test_article_without_a_fact_is_refused():
    silent = Helfer(HELPER.beruf, HELPER.ort, lambda text: [CHAT], lambda s, b, o: [None] * len(s))
    with pytest.raises(ArtikelFehler, match="nichts zu finden"):
        drafted(helper=silent)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Gezahlt wird nach TVöD.", ["TVöD"]),
        ("Man programmiert die SPS und zeichnet mit AutoCAD.", ["SPS", "AutoCAD"]),
        ("Gedämmt wird nach DIN 4108.", ["DIN 4108"]),
        ("Viele gehen zum Bayer-Konzern oder zur Muster GmbH.", ["Bayer-Konzern", "Muster GmbH"]),
        ("Gesucht wird bei Stadtwerke Bochum und im Klinikum Nord.", ["Stadtwerke Bochum", "Klinikum Nord"]),
        ("SAP hier, SAP da.", ["SAP"]),
        ("In der IT arbeitet man am PC, in der IT-Abteilung mit EDV.", []),
        ("Ein Konzern zahlt mehr als das Handwerk.", []),
        ("Die Muster GmbH sucht Leute.", ["Muster GmbH"]),
        ("Gesucht wird bei der Muster GmbH. Auch die Probe AG sucht.", ["Muster GmbH", "Probe AG"]),
        ("Gesucht wird bei der Muster GmbH. Probe AG und andere suchen auch.", ["Muster GmbH", "Probe AG"]),
        ("Gezahlt wird nach TV-L.", ["TV-L"]),
    ],
)
def test_names_are_seen_by_how_they_are_written(text, names):
    assert proper_names(text) == names


def checked(text: str, beleg: str) -> str:
    """Return the drafted file with the fact that tells `beleg` in words of somebody, and checked."""
    fact = f"    text: {beleg}\n    beleg: {beleg}\n    pruefen: true\n"
    yaml = drafted(url=ADDRESS).yaml()
    assert fact in yaml
    return yaml.replace(fact, f"    text: {text}\n    beleg: {beleg}\n")


@pytest.mark.parametrize(
    "text", [WORDS, WORDS.replace("wird", "WIRD").replace("ü", "ue"), WORDS.removesuffix(".")]
)
def test_checked_fact_still_in_the_wording_of_its_source_is_a_fault(tmp_path, text):
    yaml = checked(text, WORDS)
    _, [fault] = read_back(tmp_path, yaml)
    assert "Wortlaut der Quelle" in fault.meldung
    assert abs(yaml.splitlines().index(f"    text: {text}") + 1 - fault.zeile) <= 1


def test_checked_fact_in_other_words_is_sound(tmp_path):
    profil, faults = read_back(tmp_path, checked("Beim Lohn bleiben viele lieber still.", WORDS))
    assert faults == []
    assert [f.text for f in profil.fakten if not f.pruefen] == ["Beim Lohn bleiben viele lieber still."]


def test_checked_fact_without_the_address_of_its_source_is_a_fault(tmp_path):
    yaml = checked("Beim Lohn bleiben viele lieber still.", WORDS).replace(ADDRESS, NO_ADDRESS)
    _, [fault] = read_back(tmp_path, yaml)
    assert "Adresse der Quelle fehlt" in fault.meldung
