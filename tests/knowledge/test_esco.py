"""The tables of ESCO are read with and without their skills, or said what is wrong with them."""

from __future__ import annotations

import csv

import pytest

from berufslotse.knowledge.esco import read_esco, sentences
from berufslotse.knowledge.titles import ImportFehler

OCCUPATION = (
    "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
    "regulatedProfessionNote,scopeNote,definition,inScheme,description,code"
)
SKILL = (
    "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
    "scopeNote,definition,inScheme,description"
)
RELATION = "occupationUri,relationType,skillType,skillUri"
NEW_RELATION = "occupationUri,occupationLabel,relationType,skillType,skillUri,skillLabel"

WATCHER = {
    "conceptUri": "http://x/1",
    "preferredLabel": "Sternenwächter/Sternenwächterin",
    "altLabels": "Sternenhüter\nSternenhüterin\nMondwächterIn (Nacht)\nSternen-Wächter",
    "hiddenLabels": "STERNENHÜTER\nKometenkoch/-köchin",
    "status": "released",
    "description": "Sternenwächter zählen\xa0Sterne, z.\xa0B. nachts.\nSie putzen das Fernrohr.",
}
BAKER = {
    "conceptUri": "http://x/2",
    "preferredLabel": "Wolkenbäcker/in",
    "status": "released",
    "description": "",
}


def _table(path, columns, rows, **options):
    with path.open("w", encoding=options.get("code", "utf-8"), newline="") as output:
        writer = csv.DictWriter(output, columns.split(","), restval="")
        writer.writeheader()
        writer.writerows(rows)


def _skills(count):
    return [
        {"conceptUri": f"http://s/{n}", "preferredLabel": f"Ding {n} tun", "status": "released"}
        for n in range(count)
    ]


def _relations(numbers, kind="essential"):
    return [
        {"occupationUri": "http://x/1", "relationType": kind, "skillUri": f"http://s/{n}"} for n in numbers
    ]


def _demands(entry):
    return [text for thema, text in entry.fakten if thema == "anforderungen"]


@pytest.fixture
def folder(tmp_path):
    _table(tmp_path / "occupations_de.csv", OCCUPATION, [WATCHER, BAKER])
    return tmp_path


@pytest.fixture
def with_skills(folder):
    def _add(skills, relations, columns=RELATION):
        _table(folder / "skills_de.csv", SKILL, skills)
        _table(folder / "occupationSkillRelations_de.csv", columns, relations)
        return read_esco(folder).eintraege[0]

    return _add


def test_an_occupation_has_its_forms_its_names_and_its_tasks(folder):
    first, second = read_esco(folder).eintraege
    assert (first.name, first.feminin, first.url) == ("Sternenwächter", "Sternenwächterin", "http://x/1")
    assert first.aliase == (
        "Sternenhüter",
        "Sternenhüterin",
        "Mondwächter (Nacht)",
        "Mondwächter",
        "Mondwächterin (Nacht)",
        "Mondwächterin",
        "Kometenkoch",
        "Kometenköchin",
    )
    assert first.fakten == (
        ("aufgaben", "Sternenwächter zählen Sterne, z. B. nachts."),
        ("aufgaben", "Sie putzen das Fernrohr."),
    )
    assert (second.name, second.feminin, second.fakten, second.faehigkeiten) == (
        "Wolkenbäcker",
        "Wolkenbäckerin",
        (),
        (),
    )


def test_missing_optional_files_are_named_in_order(folder):
    assert read_esco(folder).fehlt == ["skills_de.csv", "occupationSkillRelations_de.csv"]
    _table(folder / "skills_de.csv", SKILL, _skills(1))
    found = read_esco(folder)
    assert found.fehlt == ["occupationSkillRelations_de.csv"] and not found.eintraege[0].faehigkeiten


def test_only_what_is_released_and_named_counts_and_once(folder):
    rows = [
        {**WATCHER, "status": "obsolete"},
        {**BAKER, "preferredLabel": " "},
        {**BAKER, "conceptUri": ""},
        BAKER,
        BAKER,
    ]
    _table(folder / "occupations_de.csv", OCCUPATION, rows)
    assert [e.name for e in read_esco(folder).eintraege] == ["Wolkenbäcker"]


def test_a_byte_order_mark_is_no_trouble(folder):
    _table(folder / "occupations_de.csv", OCCUPATION, [WATCHER], code="utf-8-sig")
    assert len(read_esco(folder).eintraege) == 1


def test_essential_skills_become_sentences_of_five(with_skills):
    entry = with_skills(_skills(9), _relations(range(6)) + _relations([8], "optional") + _relations([0]))
    assert entry.faehigkeiten == tuple(f"Ding {n} tun" for n in range(6))
    assert _demands(entry) == [
        "Zu den wesentlichen Fähigkeiten gehören: Ding 0 tun, Ding 1 tun, Ding 2 tun, Ding 3 tun und Ding 4 tun.",
        "Wichtig ist außerdem: Ding 5 tun.",
    ]


def test_four_sentences_are_the_most_and_no_two_begin_alike(with_skills):
    entry = with_skills(_skills(40), _relations(range(40)))
    assert len(entry.faehigkeiten) == 40
    told = _demands(entry)
    assert len({sentence.split(":")[0] for sentence in told}) == len(told) == 4
    assert "Ding 19 tun" in told[-1] and "Ding 20 tun" not in told[-1]


def test_one_skill_alone_is_told_in_the_singular(with_skills):
    assert _demands(with_skills(_skills(1), _relations([0]))) == [
        "Zu den wesentlichen Fähigkeiten gehört: Ding 0 tun."
    ]


def test_labels_with_commas_and_und_stay_apart(with_skills):
    skills = _skills(3)
    skills[0]["preferredLabel"] = "Sterne, Monde und Wolken zählen"
    assert _demands(with_skills(skills, _relations(range(3)))) == [
        "Zu den wesentlichen Fähigkeiten gehören: Sterne, Monde und Wolken zählen; Ding 1 tun sowie Ding 2 tun."
    ]


def test_a_relation_to_an_unknown_or_withdrawn_skill_is_skipped(with_skills):
    skills = _skills(2)
    skills[1]["status"] = "obsolete"
    assert with_skills(skills, _relations([0, 1, 7])).faehigkeiten == ("Ding 0 tun",)


def test_newer_relations_bring_their_labels_if_the_skills_are_missing(folder, with_skills):
    rows = [{**row, "skillLabel": "Neues tun"} for row in _relations([0])]
    assert with_skills(_skills(1), rows, NEW_RELATION).faehigkeiten == ("Ding 0 tun",)
    (folder / "skills_de.csv").unlink()
    found = read_esco(folder)
    assert found.fehlt == ["skills_de.csv"] and found.eintraege[0].faehigkeiten == ("Neues tun",)


@pytest.mark.parametrize("name", ["occupations_de.csv", "skills_de.csv", "occupationSkillRelations_de.csv"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "hat nicht die Spalten"),
        (b"a,b\n1,2\n", "hat nicht die Spalten.*es fehlt"),
        (b"\xff\xfe\x00", "nicht in UTF-8"),
    ],
)
def test_a_table_that_is_none_is_said_in_one_line(folder, with_skills, name, content, message):
    with_skills(_skills(1), _relations([0]))
    (folder / name).write_bytes(content)
    with pytest.raises(ImportFehler, match=f"{name}.*{message}") as caught:
        read_esco(folder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "broken", ['Occupation,http://x/9,"offen\nweiter', "Occupation,http://x/9", ",".join("x" * 20), "\0"]
)
def test_a_broken_row_is_named_with_its_line(folder, broken):
    path = folder / "occupations_de.csv"
    path.write_text(path.read_text(encoding="utf-8") + broken + "\n", encoding="utf-8")
    with pytest.raises(ImportFehler, match=r"Zeile \d+: Hier stimmen"):
        read_esco(folder)


def test_a_folder_without_occupations_says_what_to_download(tmp_path):
    with pytest.raises(ImportFehler, match="fehlt occupations_de.csv"):
        read_esco(tmp_path)
    with pytest.raises(ImportFehler, match="ist kein Ordner"):
        read_esco(tmp_path / "nirgends")
    _table(tmp_path / "occupations_de.csv", OCCUPATION, [])
    with pytest.raises(ImportFehler, match="kein Beruf"):
        read_esco(tmp_path)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Sie backen. Er isst!", ["Sie backen.", "Er isst!"]),
        ("Sie backen, d. h. Brot. Sie essen", ["Sie backen, d. h. Brot.", "Sie essen."]),
        (
            "Das gilt u. a. Bäckern, z.B. Dr. Korn und Nr. 5 bzw. Nr. 6.",
            ["Das gilt u. a. Bäckern, z.B. Dr. Korn und Nr. 5 bzw. Nr. 6."],
        ),
        ("Am 3. Mai beginnt der 2. Lauf.", ["Am 3. Mai beginnt der 2. Lauf."]),
        ("Das war 2019. Sie blieben.", ["Das war 2019.", "Sie blieben."]),
        ("Sie backen Brot usw. Sie essen es.", ["Sie backen Brot usw.", "Sie essen es."]),
        ("Sie backen Brot usw. Kuchen fehlt nie.", ["Sie backen Brot usw. Kuchen fehlt nie."]),
        (
            "Sie arbeiten im Team (IT). „So geht es.“ Alle nicken.",
            ["Sie arbeiten im Team (IT).", "„So geht es.“", "Alle nicken."],
        ),
        ("Sie backen. \\", ["Sie backen."]),
        ("", []),
        (" \xa0 ", []),
    ],
)
def test_sentences_end_where_they_end(text, parts):
    assert sentences(text) == parts
