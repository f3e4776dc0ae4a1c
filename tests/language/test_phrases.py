"""Fixed expressions: the level of experience, the kind of employer, and du or Sie."""

from __future__ import annotations

import pytest

from berufslotse.language.phrases import Phrases


@pytest.fixture(scope="module")
def said():
    """A function that returns what a message says of one kind: value and wording, or None."""
    phrases = Phrases()

    def find(kind: str, message: str) -> tuple[str, str] | None:
        found = [(f.wert, message[f.start : f.end]) for f in phrases.find(message) if f.art == kind]
        assert len(found) < 2
        return found[0] if found else None

    return find


@pytest.mark.parametrize(
    ("message", "level", "wording"),
    [
        ("Was verdient ein Azubi?", "ausbildung", "Azubi"),
        ("was kriegt man im 2. lehrjahr", "ausbildung", "lehrjahr"),
        ("Wie hoch ist die Ausbildungsvergütung?", "ausbildung", "Ausbildungsvergütung"),
        ("ausbildungsverguetung erzieher", "ausbildung", "ausbildungsverguetung"),
        ("Was verdient man in der Ausbildung?", "ausbildung", "in der Ausbildung"),
        ("und als Einsteiger?", "einstieg", "Einsteiger"),
        ("Was bekommt eine Berufseinsteigerin?", "einstieg", "Berufseinsteigerin"),
        ("wie ist das einstiegsgehalt", "einstieg", "einstiegsgehalt"),
        ("nach dem Studium in Köln", "einstieg", "nach dem Studium"),
        ("ohne Erfahrung", "einstieg", "ohne Erfahrung"),
        ("als Geselle in Ulm", "erfahren", "Geselle"),
        ("nach fuenf jahren", "erfahren", "nach fuenf jahren"),
        ("nach fünf Jahren", "erfahren", "nach fünf Jahren"),
        ("ich bin 10 jahre dabei", "erfahren", "10 jahre dabei"),
        ("mit viel Berufserfahrung", "erfahren", "mit viel Berufserfahrung"),
        ("als Meisterin", "spezialist", "Meisterin"),
        ("als Fuehrungskraft", "spezialist", "Fuehrungskraft"),
        ("in leitender Position", "spezialist", "in leitender Position"),
    ],
)
def test_the_level_is_understood(said, message, level, wording):
    assert said("stufe", message) == (level, wording)


@pytest.mark.parametrize(
    "message",
    [
        "Was verdient ein Erzieher?",
        "Was macht ein Hausmeister in Köln?",
        "Industriemeister Chemie",
        "Was verdient ein Bürgermeister?",
        "Was macht ein Seniorenbetreuer?",
        "Wo liegt der Bleistift?",
        "Was verdient ein Erzieher im Jahr?",
    ],
)
def test_names_and_everyday_words_say_nothing_of_the_level(said, message):
    assert said("stufe", message) is None


@pytest.mark.parametrize(
    ("message", "employer", "wording"),
    [
        ("im Konzern", "konzern", "Konzern"),
        ("bei einem großen Unternehmen", "konzern", "großen Unternehmen"),
        ("in grossen firmen", "konzern", "grossen firmen"),
        ("im Mittelstand", "mittelstand", "Mittelstand"),
        ("in einem kleinen Betrieb", "mittelstand", "kleinen Betrieb"),
        ("im Familienunternehmen", "mittelstand", "Familienunternehmen"),
        ("in einem Handwerksbetrieb", "handwerk", "Handwerksbetrieb"),
        ("im öffentlichen Dienst", "behoerde", "im öffentlichen Dienst"),
        ("im oeffentlichen dienst", "behoerde", "im oeffentlichen dienst"),
        ("bei der Stadt", "behoerde", "bei der Stadt"),
        ("nach TVöD", "behoerde", "TVöD"),
        ("nach Tarif", "tarif", "Tarif"),
        ("in der Industrie", "industrie", "Industrie"),
        ("in einem Start-up", "startup", "Start-up"),
        ("im startup", "startup", "startup"),
    ],
)
def test_the_employer_is_understood(said, message, employer, wording):
    assert said("arbeitgeber", message) == (employer, wording)


@pytest.mark.parametrize(
    "message", ["Industriemechaniker in Hagen", "Was macht ein Industriekaufmann?", "Handwerker", "Tarifa"]
)
def test_names_say_nothing_of_the_employer(said, message):
    assert said("arbeitgeber", message) is None


@pytest.mark.parametrize(
    "message",
    [
        "Können Sie mir sagen, was man verdient?",
        "koennen sie mir helfen",
        "Was wissen Sie über Erzieher?",
        "Ich habe eine Frage an Sie.",
        "Vielen Dank für Ihre Hilfe",
        "Ich danke Ihnen.",
        "Sind Sie ein Mensch?",
        "nennen sie mir berufe",
        "Vergleichen Sie bitte Köln und Bonn, hast du gesagt",
    ],
)
def test_sie_is_noticed(said, message):
    assert said("anrede", message)[0] == "sie"


@pytest.mark.parametrize(
    "message",
    [
        "kannst du mir helfen",
        "Weißt du, was man verdient?",
        "weisst du das",
        "Sag mal",
        "zeig mir berufe",
        "Was meinst du?",
    ],
)
def test_du_is_noticed(said, message):
    assert said("anrede", message)[0] == "du"


@pytest.mark.parametrize(
    "message",
    [
        "Was verdient ein Erzieher?",
        "Sie ist Erzieherin.",
        "Meine Tochter will Erzieherin werden. Sie mag Kinder.",
        "Wie ticken sie dort?",
        "Was verdienen sie?",
        "Haben sie dort einen Tarif?",
        "Wie sind die Kölner so, haben sie Humor?",
        "Was kostet ihr Leben?",
        "Dubai",
    ],
)
def test_talk_about_others_is_no_form_of_address(said, message):
    assert said("anrede", message) is None


def test_each_kind_is_told_once_and_the_first_wins(said):
    assert said("stufe", "vom Azubi zum Meister") == ("ausbildung", "Azubi")
    assert said("stufe", "als Meister oder Azubi") == ("spezialist", "Meister")
    assert said("arbeitgeber", "im Mittelstand oder im Konzern") == ("mittelstand", "Mittelstand")


def test_all_kinds_stand_side_by_side(said):
    message = "Können Sie mir sagen, was ein Azubi im Konzern verdient?"
    assert said("stufe", message) == ("ausbildung", "Azubi")
    assert said("arbeitgeber", message) == ("konzern", "Konzern")
    assert said("anrede", message) == ("sie", "Sie")


@pytest.mark.parametrize(
    "message",
    ["", "  ", "🙂", "\x00\x1b", "\u200b", "\ud800", "ключ 鍵", "nach " * 20_000],
    ids=lambda text: f"{text[:12]!a}, {len(text)} signs",
)
def test_whatever_is_typed_nothing_breaks(message):
    assert list(Phrases().find(message)) == []
