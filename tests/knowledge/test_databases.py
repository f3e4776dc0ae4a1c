"""What counsellors add, change and remove is known at once, in either kind of database, as if compiled from nothing."""

from __future__ import annotations

import datetime
import os
import random
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

from berufslotse.knowledge import tables
from berufslotse.knowledge.answers import Antwortgeber
from berufslotse.knowledge.build import Stand, bring_up_to_date, faults_of_changes
from berufslotse.knowledge.database import database
from berufslotse.knowledge.lookup import Frage, nearest_towns
from berufslotse.knowledge.official import Verzeichnis, write_list
from berufslotse.knowledge.profiles import ProfilFehler
from berufslotse.knowledge.schema import Quelle
from berufslotse.knowledge.store import Wissen
from berufslotse.knowledge.telling import Ton
from berufslotse.knowledge.titles import Eintrag

AMT = Quelle(titel="Verzeichnis der Berufe", url="https://www.amt.de", abgerufen=datetime.date(2026, 11, 22))
QUESTIONS = (
    "Was kostet das Brot am Morgen?",
    "Kinder, Gruppen und Ausflüge an den Rhein",
    "Honig schleudern und Bienen zählen",
    "Euro im Monat",
)
"""The last one fits many facts equally well, the others one best of all."""


def profile(beruf, *facts, ort=None, feminin=None, aliase=(), waiting=()):
    """Return the text of a profile with `facts` about tasks; those in `waiting` nobody has checked yet."""
    lines = [f"beruf: {beruf}"]
    lines += [f"beruf_feminin: {feminin}"] if feminin else []
    lines += [f"aliase: [{', '.join(aliase)}]"] if aliase else []
    lines += [f"ort: {ort}"] if ort else []
    lines += ['quellen: [{titel: Blatt, url: "https://www.blatt.de", abgerufen: 2026-11-22}]', "fakten:"]
    for fact in (*facts, *waiting):
        lines += ["  - thema: aufgaben", f'    text: "{fact}"']
        lines += ["    pruefen: true"] if fact in waiting else []
    return "\n".join(lines) + "\n"


def told(name, *texts, feminin=None, aliase=(), **more):
    """Return an entry of an official list that tells of its occupation."""
    return Eintrag(name, feminin, tuple(aliase), fakten=tuple(("aufgaben", text) for text in texts), **more)


class Werk:
    """A folder of profiles and the database that they are compiled into."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.database = database(url)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def remove(self, *names: str) -> None:
        for name in names:
            (self.folder / name).unlink()

    def write_list(self, *entries: Eintrag, name: str = "amt") -> None:
        write_list(self.folder, name, Verzeichnis(AMT, list(entries)))

    def compile(self) -> Stand:
        return bring_up_to_date(self.folder, self.database)

    def known(self) -> Wissen:
        """Compile what changed, which must be sound, and open the knowledge."""
        assert self.compile().fehler is None
        return Wissen(self.database)


@pytest.fixture(scope="module")
def address(new_database) -> str:
    """The address of a database that all tests here use in turn, since making one takes longer than they do."""
    return new_database()


@pytest.fixture
def empty(address: str) -> str:
    """The same address, with nothing there."""
    engine = create_engine(address, poolclass=NullPool)
    tables.metadata.drop_all(engine)
    return address


@pytest.fixture
def werk(folder: Path, empty: str) -> Werk:
    """The sample profiles, compiled."""
    made = Werk(folder, empty)
    assert made.compile().gebaut
    return made


@pytest.fixture
def leer(tmp_path: Path, empty: str) -> Werk:
    """A folder without profiles, and an empty database."""
    (tmp_path / "leer").mkdir()
    return Werk(tmp_path / "leer", empty)


def texts(wissen: Wissen, beruf: str, ort: str | None = None) -> list[str]:
    return [fact.text for fact in wissen.fakten(beruf, ort)]


def rows(werk: Werk, table) -> list:
    with create_engine(werk.database.url, poolclass=NullPool).connect() as connection:
        return connection.execute(select(table)).all()


def counted(werk: Werk) -> dict[str, int]:
    """Return in how many facts each word stands, as the database has it."""
    return {row.stamm: row.anzahl for row in rows(werk, tables.wort)}


def recounted(werk: Werk) -> dict[str, int]:
    """Return the same, counted in the facts themselves."""
    return Counter(stem for fact in rows(werk, tables.fakt) for stem in set(fact.woerter.split()))


def everything(werk: Werk) -> dict[str, dict]:
    """Return all that can be asked of the compiled knowledge."""
    wissen = Wissen(werk.database)
    return {
        "fakten": {
            (name, town): wissen.fakten(name, town)
            for name in wissen.berufsnamen
            for town in (None, *wissen.beruf(name).orte)
        },
        "berufe": {name: wissen.beruf(name) for name in wissen.berufsnamen},
        "faehigkeiten": {name: wissen.faehigkeiten(name) for name in wissen.berufsnamen},
        "namen": {form: (wissen.namen.find_compact(form), wissen.beruf(form)) for form in wissen.namen},
        "orte": {form: wissen.plaetze.find_compact(form) for form in wissen.plaetze},
        "woerter": counted(werk),
        "umfang": wissen.umfang(),
        "gehaelter": Counter(map(repr, wissen.gehaelter())),
        "suche": {question: {f.text for f in wissen.suche_ueberall(question, 100)} for question in QUESTIONS},
        "beste": {question: wissen.suche_ueberall(question, 1) for question in QUESTIONS[:-1]},
    }


def different(one: dict, other: dict) -> dict:
    """Return only what differs, since showing the difference of all that is known takes minutes."""
    return {
        part: (key, one[part].get(key), other[part].get(key))
        for part in one
        for key in one[part].keys() | other[part].keys()
        if one[part].get(key) != other[part].get(key)
    }


def from_nothing(werk: Werk, new_database) -> Werk:
    fresh = Werk(werk.folder, new_database())
    assert fresh.compile().fehler is None
    return fresh


# -- what counsellors do with a profile -----------------------------------------------------------------


def test_an_added_profile_is_known_and_only_it_is_compiled(werk):
    werk.write("imker-bonn.yml", profile("Imker", "Bienen zählen.", ort="Bonn", feminin="Imkerin"))
    assert werk.compile() == Stand(1)
    wissen = Wissen(werk.database)
    assert texts(wissen, "Imker", "Bonn") == ["Bienen zählen."]
    assert wissen.bekannt("Imkerinnen").orte == ("Bonn",) and "Imker" in wissen.berufsnamen
    assert wissen.berufe_in("Bonn") == ["Imker"]
    assert len(texts(wissen, "Erzieher", "Köln")) == 8


def test_a_changed_profile_says_the_new_and_no_longer_the_old(werk):
    werk.write("koch-koeln.yml", profile("Koch", "Fische räuchern.", ort="Köln", feminin="Köchin"))
    assert werk.compile() == Stand(1)
    wissen = Wissen(werk.database)
    assert texts(wissen, "Koch", "Köln") == ["Fische räuchern."]
    assert [f.beruf for f in wissen.suche_ueberall("räuchern")] == ["Koch"]
    assert wissen.suche_ueberall("Brauhäuser deftig") == []


def test_a_removed_profile_is_forgotten_with_its_names_and_its_town(werk):
    werk.remove("it-projektkoordinator-hamburg.yml", "it-projektkoordinator-leverkusen.yml")
    assert werk.compile() == Stand(2)
    wissen = Wissen(werk.database)
    assert wissen.beruf("IT-Koordinator") is None and wissen.fakten("IT-Projektkoordinator", "Hamburg") == []
    assert "Hamburg" not in dict(wissen.orte())
    assert wissen.suche_ueberall("Reedereien") == []


def test_of_two_profiles_of_an_occupation_the_other_stays(werk):
    werk.remove("erzieher-koeln.yml")
    wissen = werk.known()
    assert wissen.bekannt("Erzieherin").orte == ("Leipzig",)
    assert wissen.beruf("Kindergärtner") is None


def test_a_renamed_file_says_the_same_as_before(werk):
    before = everything(werk)
    (werk.folder / "koch-koeln.yml").rename(werk.folder / "zz.yml")
    assert werk.compile() == Stand(2)
    assert different(everything(werk), before) == {}
    assert Wissen(werk.database).datei("Koch", "Köln") == "zz.yml"


def test_an_occupation_given_another_title_is_known_by_that_only(werk):
    path = werk.folder / "baecker.yml"
    werk.write("baecker.yml", path.read_text().replace("Bäcker", "Brotmeister").replace("[Brotbäcker]", "[]"))
    wissen = werk.known()
    assert wissen.beruf("Bäcker") is None and wissen.beruf("Bäckerin") is None
    assert len(texts(wissen, "Brotmeister")) == 3


def test_a_name_may_move_from_one_occupation_to_another(werk):
    koch, baecker = werk.folder / "koch-koeln.yml", werk.folder / "baecker.yml"
    werk.write("baecker.yml", baecker.read_text().replace("aliase: [Brotbäcker]\n", ""))
    werk.write("koch-koeln.yml", koch.read_text().replace("ort:", "aliase: [Brotbäcker]\nort:"))
    assert werk.known().beruf("Brotbäcker").name == "Koch"


def test_two_profiles_may_swap_their_towns(werk):
    koeln, leipzig = werk.folder / "erzieher-koeln.yml", werk.folder / "erzieher-leipzig.yml"
    one, other = koeln.read_text(), leipzig.read_text()
    koeln.write_text(one.replace("ort: Köln", "ort: Leipzig"))
    leipzig.write_text(other.replace("ort: Leipzig", "ort: Köln"))
    assert werk.compile() == Stand(2)
    assert "Karneval" in texts(Wissen(werk.database), "Erzieher", "Leipzig")[-1]


def test_nothing_to_do_is_nothing_done(werk):
    before = werk.database.state()
    assert werk.compile() == Stand(0)
    assert werk.database.state() == before


def test_profiles_in_folders_within_folders_are_known(werk):
    werk.write("nrw/bonn/imker.yml", profile("Imker", "Bienen zählen.", ort="Bonn"))
    wissen = werk.known()
    assert texts(wissen, "Imker", "Bonn") == ["Bienen zählen."]
    assert wissen.datei("Imker", "Bonn") == "nrw/bonn/imker.yml"


def test_a_file_name_from_an_old_zip_is_compiled_or_named_as_a_fault(werk):
    try:
        path = Path(os.fsdecode(os.fsencode(werk.folder) + b"/imker-k\xf6ln.yml"))
        path.write_text(profile("Imker", "Bienen zählen.", ort="Köln"), encoding="utf-8")
    except OSError:
        pytest.skip("Dieses Dateisystem kennt nur Namen in UTF-8.")
    stand = werk.compile()
    assert stand.gebaut or "imker-k" in str(stand.fehler)


# -- many small changes -----------------------------------------------------------------------------------

IMKER = (
    "imker-bonn.yml",
    profile("Imker", "Honig schleudern.", "Bienen zählen.", ort="Bonn", feminin="Imkerin"),
)
STEPS = {
    "add": lambda w: w.write(*IMKER),
    "change": lambda w: w.write(IMKER[0], IMKER[1].replace("Bienen zählen", "Bienen und Waben zählen")),
    "remove": lambda w: (w.folder / "koch-koeln.yml").unlink(missing_ok=True),
    "two more": lambda w: [
        w.write(f"imker-{town}.yml", profile("Imker", f"In {town} Honig rühren.", ort=town))
        for town in ("Aachen", "Entenhausen")
    ],
    "rename the file": lambda w: (w.folder / "baecker.yml").rename(w.folder / "aa-baecker.yml"),
    "give a name": lambda w: w.write(
        IMKER[0], IMKER[1].replace("ort:", "aliase: [Zeidler, Kita-Fachkraft]\nort:")
    ),
    "only to be checked": lambda w: w.write("erzieher.yml", profile("Erzieher", waiting=["Kinder wickeln."])),
    "a list": lambda w: w.write_list(
        told("Erzieher", "Spielt.", feminin="Erzieherin", aliase=["Kita-Fachkraft"], faehigkeiten=("malen",)),
        told("Müller", "Mahlt Korn für das Brot.", feminin="Müllerin", faehigkeiten=("mahlen",)),
    ),
    "a list of names": lambda w: w.write_list(
        Eintrag("Bäcker", "Bäckerin", klasse="29222"), Eintrag("Glockengießer", klasse="24132"), name="kldb"
    ),
    "the list is shorter": lambda w: w.write_list(
        told("Müller", "Mahlt Korn für das Brot.", feminin="Müllerin")
    ),
    "no list": lambda w: (w.folder / "verzeichnis" / "amt.jsonl").unlink(missing_ok=True),
    "remove a town": lambda w: (w.folder / "imker-Entenhausen.yml").unlink(missing_ok=True),
}


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_many_small_changes_lead_to_the_same_as_one_compile_from_nothing(werk, new_database, seed):
    order = list(STEPS)
    if seed is not None:
        random.Random(seed).shuffle(order)
    for step in order:
        STEPS[step](werk)
        assert werk.compile().fehler is None, step
        assert counted(werk) == recounted(werk), step
    assert different(everything(werk), everything(from_nothing(werk, new_database))) == {}


def test_the_words_are_counted_right_after_every_removal(werk):
    for path in sorted(werk.folder.glob("*.yml"))[:-1]:
        path.unlink()
        assert werk.compile() == Stand(1)
        assert counted(werk) == recounted(werk)
    assert all(count > 0 for count in counted(werk).values())
    assert "karneval" not in counted(werk)


def test_taking_out_and_putting_back_leads_to_where_it_began(werk):
    before = everything(werk)
    kept = {path: path.read_text() for path in werk.folder.glob("erzieher*")}
    for path in kept:
        path.unlink()
    werk.compile()
    for path, text in kept.items():
        path.write_text(text)
    werk.compile()
    assert different(everything(werk), before) == {}


# -- facts that nobody has checked yet --------------------------------------------------------------------


def test_a_fact_to_be_checked_is_not_known_until_the_line_is_gone(werk):
    text = profile("Imker", "Bienen zählen.", ort="Bonn", waiting=["Honig schleudern."])
    werk.write("imker.yml", text)
    wissen = werk.known()
    assert texts(wissen, "Imker", "Bonn") == ["Bienen zählen."]
    assert wissen.suche_ueberall("schleudern") == [] and "schleud" not in "".join(counted(werk))
    werk.write("imker.yml", text.replace("    pruefen: true\n", ""))
    wissen = werk.known()
    assert texts(wissen, "Imker", "Bonn") == ["Bienen zählen.", "Honig schleudern."]
    assert wissen.suche_ueberall("schleudern")


def test_a_profile_of_which_nothing_is_checked_makes_no_occupation_known(werk):
    text = profile("Imker", ort="Bonn", feminin="Imkerin", aliase=["Zeidler"], waiting=["Bienen zählen."])
    werk.write("imker.yml", text)
    assert werk.compile() == Stand(1)
    wissen = Wissen(werk.database)
    assert [wissen.beruf(name) for name in ("Imker", "Imkerin", "Zeidler")] == [None] * 3
    assert "Imker" not in wissen.berufsnamen and "Bonn" not in dict(wissen.orte())
    assert werk.compile() == Stand(0)
    werk.write("imker.yml", text.replace("    pruefen: true\n", ""))
    assert werk.known().bekannt("Zeidler").name == "Imker"


def test_a_folder_of_which_nothing_is_checked_knows_nothing_and_is_no_fault(leer):
    leer.write("imker.yml", profile("Imker", waiting=["Bienen zählen."]))
    wissen = leer.known()
    assert wissen.berufsnamen == [] and wissen.beruf("Imker") is None
    assert wissen.suche_ueberall("Bienen") == [] and wissen.umfang()["fakten"] == 0
    assert wissen.plaetze.find("Köln").name == "Köln"


def test_a_place_taken_by_a_profile_to_be_checked_is_told_as_when_compiling_from_nothing(werk, new_database):
    werk.write("imker.yml", profile("Imker", ort="Bonn", waiting=["Bienen zählen."]))
    werk.compile()
    werk.write("imker-2.yml", profile("Imker", "Honig schleudern.", ort="Bonn"))
    with pytest.raises(ProfilFehler, match="gibt es schon"):
        bring_up_to_date(werk.folder, database(new_database()))
    assert werk.compile().fehler


# -- towns ------------------------------------------------------------------------------------------------


def test_a_town_in_no_list_is_recognised_and_gone_with_its_profile(werk):
    werk.write("imker.yml", profile("Imker", "Bienen zählen.", ort="Bad Quakenbrunn"))
    wissen = werk.known()
    for written in ("Bad Quakenbrunn", "bad quakenbrunn", "Bad-Quakenbrunn"):
        assert wissen.plaetze.find(written).name == "Bad Quakenbrunn"
    assert wissen.berufe_in("Bad Quakenbrunn") == ["Imker"]
    werk.remove("imker.yml")
    assert werk.known().plaetze.find("Bad Quakenbrunn") is None


def test_a_village_too_small_for_the_list_of_towns_has_its_place_on_the_map(werk):
    assert Wissen(werk.database).plaetze.find("Spiekeroog") is None
    werk.write("imker.yml", profile("Imker", "Bienen zählen.", ort="Spiekeroog"))
    village = werk.known().plaetze.find("Spiekeroog")
    assert 500 < village.kilometres_to(Wissen(werk.database).plaetze.find("München")) < 800


def test_a_town_on_no_map_comes_last_among_the_nearest_without_a_distance(werk):
    for town in ("Entenhausen", "Bonn", "Hamburg"):
        werk.write(f"imker-{town}.yml", profile("Imker", "Bienen zählen.", ort=town))
    wissen = werk.known()
    near = nearest_towns(wissen, "Imker", "Köln")
    assert [town for town, _ in near] == ["Bonn", "Hamburg", "Entenhausen"]
    assert near[0][1] < 40 and near[2][1] is None
    assert {d for _, d in nearest_towns(wissen, "Imker", "Entenhausen")} == {None}


def test_an_answer_from_a_town_on_no_map_says_that_the_distance_is_unknown(werk):
    werk.write("imker.yml", profile("Imker", "Bienen zählen.", ort="Entenhausen"))
    bot = Antwortgeber(werk.known())
    answer = bot.thema(Frage("aufgaben", "Imker", "Köln"), Ton())
    assert "Bienen zählen." in answer.text and "Entenhausen" in answer.text
    assert "km" not in answer.text


# -- official lists ---------------------------------------------------------------------------------------


def test_a_list_tells_of_an_occupation_that_nobody_wrote_of(werk):
    entry = told(
        "Müller", "Mahlt Korn.", feminin="Müllerin", aliase=["Kornmahler"], url="https://www.amt.de/7"
    )
    werk.write_list(entry)
    assert werk.compile() == Stand(1)
    wissen = Wissen(werk.database)
    assert wissen.bekannt("Kornmahler").name == "Müller" and wissen.bekannt("Müllerinnen").bundesweit
    [fact] = wissen.fakten("Müller", None)
    assert (fact.text, fact.quelle.titel, fact.quelle.url) == (
        "Mahlt Korn.",
        AMT.titel,
        "https://www.amt.de/7",
    )
    assert [f.beruf for f in wissen.suche_ueberall("Korn")] == ["Müller"]
    assert wissen.umfang()["amtlich"] == 1


@pytest.mark.parametrize("title", ["Erzieher", "Kita-Erzieher", "Kindergärtner"])
def test_another_name_in_a_list_leads_to_the_counsellors_occupation(werk, title):
    werk.write_list(told(title, "Spielt.", aliase=["Spielpädagoge"]))
    wissen = werk.known()
    assert wissen.bekannt("Spielpädagoge").name == "Erzieher"
    assert title == "Erzieher" or title not in wissen.berufsnamen
    assert wissen.bekannt("Erzieher").feminin == "Erzieherin"


def test_the_female_title_of_the_counsellors_is_enough(werk):
    werk.write_list(told("Kinderhüter", "Spielt.", feminin="Erzieherin", aliase=["Spielpädagoge"]))
    wissen = werk.known()
    assert wissen.bekannt("Spielpädagoge").name == wissen.bekannt("Kinderhüter").name == "Erzieher"


@pytest.mark.parametrize("title", ["Erzieher", "Kindergärtner"])
@pytest.mark.parametrize("facts", [(), ("Spielt.",)], ids=["name only", "description"])
def test_an_occupation_of_the_counsellors_has_the_class_that_a_list_gives_to_one_of_its_names(
    werk, title, facts
):
    werk.write_list(told(title, *facts, klasse="83112"))
    wissen = werk.known()
    assert wissen.beruf("Kita-Erzieher").klasse == "83112"
    assert wissen.berufe_der_klasse("8311") == ["Erzieher"] and wissen.beruf("Koch").klasse is None


def test_a_class_comes_with_a_profile_written_after_the_list(werk):
    werk.write_list(Eintrag("Imker", "Imkerin", klasse="11422"))
    assert werk.known().berufe_der_klasse("11422") == []
    werk.write("imker.yml", profile("Imker", "Bienen zählen."))
    wissen = werk.known()
    assert wissen.bekannt("Imkerin").klasse == "11422" and wissen.berufe_der_klasse("11422") == ["Imker"]


def test_an_occupation_with_a_name_and_no_facts_is_heard_of_but_not_known(werk):
    werk.write_list(Eintrag("Glockengießer", "Glockengießerin", klasse="24132"))
    wissen = werk.known()
    for name in ("Glockengießer", "Glockengießerinnen"):
        found = wissen.beruf(name)
        assert (found.name, found.feminin, found.klasse) == ("Glockengießer", "Glockengießerin", "24132")
        assert not found.bekannt and wissen.bekannt(name) is None
    assert "Glockengießer" not in wissen.berufsnamen and wissen.umfang()["benennungen"] == 1


def test_what_counsellors_wrote_comes_before_the_official_description(werk):
    werk.write_list(told("Bäcker", "Backt amtlich."), name="aa")
    werk.write("baecker.yml", (werk.folder / "baecker.yml").read_text() + "# neuer als die Liste\n")
    found = texts(werk.known(), "Bäcker")
    assert len(found) == 4 and found[-1] == "Backt amtlich."


def test_a_removed_list_is_forgotten_entirely(werk):
    before = everything(werk)
    entries = (
        told("Erzieher", "Spielt.", aliase=["Spielpädagoge"], klasse="83112", faehigkeiten=("spielen",)),
        told("Müller", "Mahlt Korn.", feminin="Müllerin", faehigkeiten=("mahlen",)),
        Eintrag("Glockengießer", klasse="24132"),
    )
    werk.write_list(*entries)
    wissen = werk.known()
    assert wissen.faehigkeiten("Müller") == ["mahlen"]
    werk.remove("verzeichnis/amt.jsonl")
    assert werk.compile() == Stand(1)
    assert different(everything(werk), before) == {}
    assert rows(werk, tables.faehigkeit) == rows(werk, tables.benennung) == []


def test_an_entry_is_an_occupation_of_its_own_again_when_the_profile_that_claimed_it_is_gone(werk):
    werk.write_list(told("Zeidler", "Sammelt Honig.", feminin="Zeidlerin", aliase=["Bienenwärter"]))
    assert werk.known().bekannt("Bienenwärter").name == "Zeidler"
    werk.write("imker.yml", profile("Imker", "Bienen zählen.", aliase=["Zeidler"]))
    wissen = werk.known()
    assert wissen.bekannt("Bienenwärter").name == "Imker" and "Zeidler" not in wissen.berufsnamen
    assert texts(wissen, "Imker") == ["Bienen zählen.", "Sammelt Honig."]
    werk.remove("imker.yml")
    wissen = werk.known()
    assert (
        wissen.bekannt("Bienenwärter").name == "Zeidler"
        and wissen.bekannt("Zeidlerin").feminin == "Zeidlerin"
    )
    assert texts(wissen, "Zeidler") == ["Sammelt Honig."] and wissen.beruf("Imker") is None


@pytest.mark.parametrize("word", ["Arzt", "Koch"])
def test_names_of_four_letters_are_taken_from_a_list(leer, word):
    leer.write("imker.yml", profile("Imker", "Bienen zählen."))
    leer.write_list(Eintrag("Heiler", aliase=(word,), klasse="81404"), told("Brater", "Brät.", aliase=[word]))
    assert leer.known().beruf(word).name == "Brater"


@pytest.mark.parametrize("word", ["Abt", "OP", "Essen", "Kölner", "Wolfsburg", "Arbeit"])
def test_short_words_towns_and_words_that_say_nothing_are_no_names_because_a_list_has_them(werk, word):
    werk.write_list(told("Vorsteher", "Steht vor.", aliase=[word, "Vorstand"]))
    wissen = werk.known()
    assert wissen.beruf(word) is None
    assert wissen.bekannt("Vorstand").name == "Vorsteher"


def test_what_counsellors_call_an_occupation_is_its_name_however_short(werk):
    werk.write("gruender.yml", profile("Abt", "Leitet ein Kloster.", aliase=["OP"]))
    werk.write_list(told("Vorsteher", "Steht vor.", aliase=["Abt"]))
    wissen = werk.known()
    assert wissen.beruf("Abt").name == wissen.beruf("OP").name == "Abt"


def test_a_town_called_like_a_word_of_a_list_leads_to_the_same_whichever_came_first(werk, new_database):
    werk.write_list(told("Vogelwart", "Zählt Vögel.", aliase=["Kiebitzhagen"]))
    werk.compile()
    werk.write("imker.yml", profile("Imker", "Bienen zählen.", ort="Kiebitzhagen"))
    assert werk.known().plaetze.find("Kiebitzhagen")
    assert different(everything(werk), everything(from_nothing(werk, new_database))) == {}


@pytest.mark.parametrize("title", ["Müller", "Kindergärtner"])
def test_a_list_imported_again_with_other_descriptions_changes_only_these(werk, new_database, title):
    entry = told(title, "Alt.", klasse="83112", aliase=["Spielpädagoge"])
    werk.write_list(entry, Eintrag("Erzieher", klasse="83112"))
    werk.compile()
    werk.write_list(
        told(title, "Neu.", klasse="83112", aliase=["Spielpädagoge"]), Eintrag("Erzieher", klasse="83112")
    )
    wissen = werk.known()
    owner = wissen.bekannt("Spielpädagoge")
    assert owner.name == ("Müller" if title == "Müller" else "Erzieher")
    assert texts(wissen, owner.name)[-1] == "Neu."
    assert different(everything(werk), everything(from_nothing(werk, new_database))) == {}


def test_two_lists_may_give_the_same_name_its_class(werk):
    werk.write_list(Eintrag("Glockengießer", klasse="24132"), name="kldb-2010")
    werk.write_list(Eintrag("Glockengießer", "Glockengießerin", klasse="24132"), name="kldb-2020")
    assert werk.known().beruf("Glockengießer").klasse == "24132"
    werk.remove("verzeichnis/kldb-2010.jsonl")
    assert werk.known().beruf("Glockengießer").klasse == "24132"


# -- faults -----------------------------------------------------------------------------------------------

FAULTS = {
    "no YAML": ("halb.yml", "beruf: [Halb\n", "kein gültiges YAML"),
    "a field is missing": ("halb.yml", "beruf: Halb\nfakten: []\n", "quellen: fehlt"),
    "a place told twice": (
        "noch-ein-koch.yml",
        profile("Koch", "Kocht.", ort="Köln"),
        "gibt es schon in koch-koeln.yml",
    ),
    "a name taken": (
        "dieb.yml",
        profile("Dieb", "Stiehlt.", aliase=["Brotbäcker"]),
        "gehört schon zu Bäcker",
    ),
    "a damaged list": ("verzeichnis/esco.jsonl", '{"titel": "ESCO"', "beschädigt"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_all_as_it_was_and_names_the_file(werk, fault):
    name, text, message = FAULTS[fault]
    state, before = werk.database.state(), everything(werk)
    werk.write("imker.yml", profile("Imker", "Bienen zählen."))
    werk.remove("erzieher.yml")
    werk.write(name, text)
    stand = werk.compile()
    assert not stand.gebaut
    assert {fault.datei for fault in stand.fehler.fehler} == {werk.folder / name}
    assert message in str(stand.fehler)
    assert werk.database.state() == state
    assert different(everything(werk), before) == {}
    todo, faults = faults_of_changes(werk.folder, werk.database)
    assert (sorted(todo.neu), todo.fort) == (sorted(["imker.yml", name]), ["erzieher.yml"])
    assert {fault.datei for fault in faults} == {werk.folder / name}
    werk.remove(name)
    assert werk.compile() == Stand(2)


def test_a_changed_profile_with_a_fault_is_told_of_as_it_was_before(werk):
    werk.write("koch-koeln.yml", "beruf: Koch\n")
    assert werk.compile().fehler
    assert "deftig" in texts(Wissen(werk.database), "Koch", "Köln")[0]


def test_removing_the_last_profile_is_a_fault_and_changes_nothing(werk):
    state = werk.database.state()
    werk.remove(*[path.name for path in werk.folder.glob("*.yml")])
    assert "kein Profil" in str(werk.compile().fehler)
    assert werk.database.state() == state and Wissen(werk.database).bekannt("Koch")


# -- searching in all facts -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def suche(tmp_path_factory, new_database) -> Wissen:
    """A few profiles to search."""
    place = Werk(tmp_path_factory.mktemp("suche"), new_database())
    place.write("imker.yml", profile("Imker", "Honig schleudern und Gläser füllen.", "Gläser spülen."))
    place.write(
        "glaser.yml", profile("Glaser", "Gläser schneiden.", "Fenster einsetzen, Türen auch.", ort="Bonn")
    )
    place.write("wirt.yml", profile("Wirt", "Gläser, Gläser und noch einmal Gläser polieren."))
    place.write(
        "gaertner.yml",
        profile("Gärtner", "Bäume fällen.").replace("thema: aufgaben", "thema: arbeitsmarkt")
        + '  - {thema: aufgaben, text: "Rosen schneiden, auch unter Bäumen."}\n',
    )
    return place.known()


@pytest.mark.parametrize(
    "question", ["Honig Gläser füllen", "Füllt man Gläser mit Honig?", "füllen, Gläser; Honig!"]
)
def test_the_fact_with_more_of_the_question_comes_first(suche, question):
    found = suche.suche_ueberall(question)
    assert found[0].text.startswith("Honig") and {f.beruf for f in found} == {"Imker", "Glaser", "Wirt"}


def test_two_words_of_the_question_are_more_than_one_word_three_times(suche):
    texts = [f.text for f in suche.suche_ueberall("Gläser schneiden Wein")]
    assert texts[0] == "Gläser schneiden."


@pytest.mark.parametrize("word", ["Bäume", "Baum", "BÄUMEN", "baeume", "baume", "Baeumen"])
def test_a_word_is_found_in_any_form_and_spelling(suche, word):
    assert [f.beruf for f in suche.suche_ueberall(word)] == ["Gärtner"] * 2


def test_only_facts_on_the_wanted_themes_come(suche):
    assert [f.text for f in suche.suche_ueberall("Bäume", themes=["aufgaben"])] == [
        "Rosen schneiden, auch unter Bäumen."
    ]
    assert [f.text for f in suche.suche_ueberall("Bäume", themes=["arbeitsmarkt"])] == ["Bäume fällen."]
    assert len(suche.suche_ueberall("Bäume", themes=["arbeitsmarkt", "aufgaben"])) == 2
    assert suche.suche_ueberall("Bäume", themes=["gehalt"]) == []


def test_no_more_come_than_wanted_and_none_twice(suche):
    assert len(suche.suche_ueberall("Gläser", 2)) == 2
    found = [f.text for f in suche.suche_ueberall("Gläser füllen schneiden polieren", 100)]
    assert len(found) == len(set(found)) == 5


def test_each_fact_comes_with_its_occupation_town_and_source(suche):
    [fact] = suche.suche_ueberall("Fenster")
    assert (fact.beruf, fact.ort, fact.quelle.titel) == ("Glaser", "Bonn", "Blatt")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "?!",
        "und oder die",
        '"',
        "'",
        '"Honig',
        "'; DROP TABLE fakt; --",
        "Honig OR",
        "NOT Honig",
        "Honig & | !",
    ]
    + [
        "Honig:*",
        "Honig*",
        "(Honig",
        "<-> Honig",
        "\\",
        ":ausdruck",
        "%s {0}",
        "Ho\x00nig",
        "\ud800",
        "Honig \udfff",
    ]
    + ["🐝", "ключ 鍵", "⑴ ½ ﬁ ﷺ", "x" * 10_000, " ".join(f"wort{n}" for n in range(5_000))],
)
def test_nothing_that_is_typed_breaks_the_search(suche, typed):
    for found in (suche.suche_ueberall(typed), suche.suche_ueberall(typed, 3, ["aufgaben"])):
        assert {f.text for f in found} <= {"Honig schleudern und Gläser füllen."}


@pytest.mark.parametrize(
    "typed", ['"Honig', "Honig*", "(Honig OR", "NOT Honig", "Honig & | !", "Honig:*", "\ud800 Honig"]
)
def test_signs_are_passed_over_and_the_word_among_them_is_found(suche, typed):
    assert [f.beruf for f in suche.suche_ueberall(typed)] == ["Imker"]


def test_a_word_at_the_end_of_a_long_story_does_not_hide_the_first_ones(suche):
    story = "Honig " + " ".join(f"wort{n}" for n in range(5_000))
    assert [f.beruf for f in suche.suche_ueberall(story)] == ["Imker"]
