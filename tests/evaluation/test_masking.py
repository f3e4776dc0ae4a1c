"""What tells who wrote a message is left out, and hardly anything else."""

from __future__ import annotations

import pytest

from berufslotse.evaluation.figures import read_messages
from berufslotse.evaluation.masking import PLACEHOLDER, mask
from berufslotse.knowledge.home import PROJECT
from berufslotse.language.duplicates import read_training_messages


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ich heiße Anna Müller und suche was", "Ich heiße [Name] und suche was"),
        ("ich heisse Mehmet", "ich heisse [Name]"),
        ("Mein Name ist Karl-Heinz von Berg, hallo", "Mein Name ist [Name], hallo"),
        ("Name: Olga", "Name: [Name]"),
        ("Ich war bei Frau Koch in der Beratung", "Ich war bei Frau [Name] in der Beratung"),
        ("frag Herrn Dr. Schulz", "frag Herrn [Name]"),
        ("frag Herrn Doktor Schulz", "frag Herrn [Name]"),
        ("meine Chefin Frau Petra Lange sagt das", "meine Chefin Frau [Name] sagt das"),
        ("was verdient man da? LG Sabine", "was verdient man da? LG [Name]"),
        ("Viele Grüße von Tim Bauer.", "Viele Grüße von [Name]"),
        ("mein insta ist @anna_kern99", "mein insta ist [Name]"),
    ],
)
def test_names_that_are_introduced(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ruf an unter 0171 2345678", "ruf an unter [Telefon]"),
        ("+49 (221) 123-4567", "[Telefon]"),
        ("0049 221 1234567 danke", "[Telefon] danke"),
        ("0221/1234567", "[Telefon]"),
        ("schreib an anna.kern+job@web.de bitte", "schreib an [E-Mail] bitte"),
        ("anna(at)web.de", "[E-Mail]"),
        ("ich wohne Lindenstraße 12a", "ich wohne [Adresse]"),
        ("ich wohne Am Markt 3", "ich wohne [Adresse]"),
        ("Alte Gasse 7 in Bonn", "[Adresse] in Bonn"),
        ("50667 Köln", "[Adresse] Köln"),
        ("geboren am 3.5.2007", "geboren am [Datum]"),
        ("geboren am 3. Mai 2007", "geboren am [Datum]"),
        ("DE89 3704 0044 0532 0130 00", "[Konto]"),
        ("DE89370400440532013000", "[Konto]"),
    ],
)
def test_numbers_and_addresses(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Was verdient ein Koch in Köln?",
        "ich bin Koch und will Meister werden",
        "Als Frau Köchin werden, geht das?",
        "wie heißt der Beruf, Bäcker oder Konditor",
        "verdient man 3000 Euro oder 45.000 Euro im Jahr",
        "12000 Euro Brutto",
        "35000 Menschen arbeiten da",
        "bin 1.200 km weit weg und 42 jahre alt",
        "arbeitet man da 2026 noch 40 Stunden",
        "kann man Ausbildungsweg 2 auch ohne Abi machen",
        "von 8 bis 16 Uhr Im Büro 8 Stunden",
        "Viele Grüße",
        "mit freundlichen Grüßen",
        "0,5 Stellen oder 100 %?",
        "§ 12 BBiG",
    ],
)
def test_what_tells_nothing_of_a_person_stays(text):
    assert mask(text) == text


def test_what_stands_instead_is_known_as_such():
    for text in (
        "ich heiße Anna",
        "0171 2345678",
        "a@b.de",
        "Am Markt 3",
        "3.5.2007",
        "DE89370400440532013000",
    ):
        assert PLACEHOLDER.search(mask(text)), text
    assert not PLACEHOLDER.search("[Koch](beruf)")


def test_of_all_messages_to_learn_from_hardly_one_changes():
    texts = [m.text for m in read_training_messages(PROJECT / "data" / "nlu")]
    texts += [m.text for m in read_messages(PROJECT / "tests" / "language" / "heldout")]
    assert sum(mask(text) != text for text in texts) < len(texts) / 500
