"""The titles of official lists, written out: "Abfallberater/in" is "Abfallberater" and "Abfallberaterin".

Official lists put the male and the female form into one label, in many ways, and sometimes two titles into
one ("Anglist/in / Amerikanist/in"). A label is read in three steps: oddities of spelling are made regular;
then each word that has two forms becomes a mark that holds both; what slashes are left then part titles, or
belong to a field of work and stay ("Elektrotechnik/Elektronik", "Import-/Exportmanager").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from berufslotse.knowledge.text import compact


@dataclass(frozen=True)
class Eintrag:
    """An occupation of an official list; `fakten` are pairs of thema and text."""

    name: str
    feminin: str | None = None
    aliase: tuple[str, ...] = ()
    klasse: str | None = None
    url: str | None = None
    fakten: tuple[tuple[str, str], ...] = ()
    faehigkeiten: tuple[str, ...] = ()


@dataclass(frozen=True)
class Titel:
    """A title: the male or only form, the female one, and the male one without what stands in brackets."""

    maskulin: str
    feminin: str | None = None
    ohne_zusatz: str | None = None


class ImportFehler(Exception):
    """A file cannot be imported; the message is one German line that says why and what helps."""


_ODD = {
    "beam(ter/in)": "beamt(er/in)",
    "Baustellenleitend. ": "Baustellenleitende/r ",
    "Hygienike/r": "Hygieniker/in",
    "ingenieu/inr": "ingenieur/in",
    "helfer/n": "helfer/in",
    "Internationaler/e ": "Internationale/r ",
    "Blumenbinde(r)": "Blumenbinder",
    "EDV/PC-": "EDV-/PC-",
    "(Elfenbeins.)/": "(Elfenbeins.)-/",
    "/in/ -Arbeitsjurist": "/in / Dipl.-Arbeitsjurist/in",
    "Application-Engineer/-Manager": "Application-Engineer / Application-Manager",
    "Relocation-Specialist/-Manager": "Relocation-Specialist / Relocation-Manager",
    "E-Commerce-Manager/-Assistent": "E-Commerce-Manager/in / E-Commerce-Assistent",
    "Marketingfachkraft/-assistent": "Marketingfachkraft / Marketingassistent",
    "/Agrarbiologin)": ")",
    "Vormann-/frau": "Vormann/-frau",
    "prüferin/Qualitätsfachkraft": "prüferin",
    "/Qualitätsfach": " / Qualitätsfach",
    "Leichmatros": "Leichtmatros",
    "Kuvermacher": "Kuvertmacher",
    "Hozbohr": "Holzbohr",
    "Koloumnist": "Kolumnist",
    "machéoformer": "machéformer",
    "Bestattunggehilf": "Bestattungsgehilf",
    "Änderungschneider": "Änderungsschneider",
    "Pultrusionmasch": "Pultrusionsmasch",
    "Heizungsanalagen": "Heizungsanlagen",
    "/Berg und Maschinenfrau": "/Berg- und Maschinenfrau",
    "im Bereich in ": "im Bereich ",
}
"""Slips of the official lists and spellings that one label alone has."""

_ADJECTIVES = (
    "Biomedizinische/r Evangelische/r Freiwillige/r Gewerbliche/r Grafische/r Internationale/r Katholische/r "
    "Klassische/r Klinische/r Nautische/r "
)


def _adjective(match: re.Match[str]) -> str:
    return re.findall(rf"\b{match[0][:-2]}\S+ ", _ADJECTIVES)[0]


_SPELLINGS = [
    (re.compile(pattern), to)
    for pattern, to in (
        (r"[\s\u200b\x00-\x1f]+", " "),
        (r"//[mf]$|^[/\s]+|[-/\s]+$", ""),
        (r" /(?=\S)|(?<=\S)/ (?=\S)", "/"),
        # "/B. Prof. …" gives the same degree its newer name; nobody asks for it by this abbreviation.
        (r"\s*/\s?[BM]\. ?Prof\b.*$", ""),
        (r"\s+\)", ")"),
        (r"^(Auto|Metall|Sport|\w+?(?:schuh|dienst|kleidungs|heits))(\S+), -(?=\w)", r"\1\2, \1"),
        (r"(verkäufer|befüller)/-(?=\w)", r"\1/in und -"),
        (r"(?<=\w)(?:\(innen\)|[*:_/]-?innen|Innen)(?=\W|$|ausbildun)", ""),
        (r"(?<=[a-zäöüß])(?:[*:_]in|/?In)(?!\w)", "/in"),
        (r"(?<=[a-zäöü]e)(?:R|\(r\))(?!\w)", "/r"),
        (r"(?<=\w)\((er?/in|e/r|(?=in\)))(in)?\)", lambda m: m[1] or "/in"),
        (r"(?<=\w)/e/-?in\b", "e/in"),
        (r"(?<=[\w.)])\(\s?(?=§|[^\W_])", " ("),
        (r"(?:(?<=-)| )u\. ?(?=[^\W\d_]{3}|-)", " und "),
        (r"^((?:\w[\w-]*)?[Tt]echn)\. (?=[\w-]+/)", r"\1ische/r "),
        (r"^(?:Kfm|Kaufm|Kaufmänn)\. (?=[\w-]+[./])", "Kaufmännische/r "),
        (r"Naut\. ?Schiffsoff(?:\.|izier)(?!/in)(?=[/ ])", "Naut. Schiffsoffizier/in"),
        (r"\b(?:Biomed|Ev|Freiwil|Gewerbl|Graf|Internat|Kath|Klass|Klin|Naut)\. (?=[\w.-]+/)", _adjective),
        (r"(?<=e/r) Ass\.(?=[ /])", " Assistent/in"),
        (r"^(Verfahrens|Schneidwerkzeug)mech\.\s*(?=[\w-])", r"\1mechaniker/in "),
        (r"(?<=/in)\s?-\s?(?=\w)", " - "),
        (r"(?<=[.)\w])(?: -|(?<=\))-)(?=[A-ZÄÖÜ])(?<!und -)", " - "),
        (r"^(\w+(?:isch|lich|ell|rend))er? (?=\w+/in\b)", r"\1e/r "),
    )
]
_MARK = re.compile(r"(?P<word>[^\s/,;()\x01-\x03]*\w\.?)/-?(?P<ending>in|r|e|ess)(?!\w)")
_PAIR = re.compile(r"(?P<a>[^\s/,;()\x01-\x03]*\w)/(?P<b>(?P<first>-?\w+)[\w-]*)")
_FORMS = re.compile("\x01([^\x02]*)\x02([^\x03]*)\x03")
_FEMALE = re.compile(r"(?:in|frau|woman|ess|(?<!oper)ette|euse|i[eè]re|trice|dame|magistra)$")
_SHORT_FEMALE = re.compile(
    r"(?:(?:[Ss]teuer|[Zz]immer|olster|sicher|zunder|förder|letter|laster|ämmer|auber|upfer|ucher|teiger"
    r"|[Ss]inter|[Tt]emper|besser|ütter|eamt)er|e)$"
)
_TWINS = (
    ("mann", "frau"),
    ("mann", "dame"),
    ("man", "woman"),
    ("entbindungspfleger", "hebamme"),
    ("pfleger", "schwester"),
    ("vater", "mutter"),
    ("modelleur", "direktrice"),
    ("bursche", "mädchen"),
    ("steward", "hostess"),
    ("dressman", "mannequin"),
    ("mönch", "nonne"),
    ("roomboy", "zimmermädchen"),
    ("housekeeper", "hausdame"),
)
"""Words of which the female one is not made from the male one."""
_BOTH_WAYS = [*_TWINS, *((female, male) for male, female in _TWINS)]

_BETWEEN_TITLES = re.compile(
    "\\s+/\\s*|\\s/\\s+|\x03/\\s*(?=[\x01A-ZÄÖÜ])|(?<=[\\w.)])/(?=\x01)|\x03,\\s*(?=[\x01A-ZÄÖÜ])"
)
_TAIL = re.compile(r"\s[-–]\s.*|\s?\(.*|\s(?:für|im|in|an|am|von|mit|zur|zum|der)\s.*")
_BRACKETS = re.compile(r"\s*\([^()]*\)")


def split_title(label: str) -> Titel:
    """Return the title of a label of an official list; of several titles in it, the first full one."""
    return split_titles(label)[0]


def split_titles(label: str) -> list[Titel]:
    """Return all titles of a label, each with what follows the last of them ("A/in/B/in - Feld")."""
    text = label
    for odd, regular in _ODD.items():
        text = text.replace(odd, regular)
    for pattern, to in _SPELLINGS:
        text = pattern.sub(to, text)
    text += ")" * (text.count("(") - text.count(")"))
    phrase = _phrase(text)
    if phrase:
        return [_titel(*phrase)]
    marked = _mark_pairs(_MARK.sub(_endings, text))
    titles = [_titel(_FORMS.sub(r"\1", part), _FORMS.sub(r"\2", part)) for part in _parts(marked)]
    # An abbreviation ("Dipl.-Agraring.") is no name to call an occupation by if there is a better one.
    return sorted(titles, key=lambda title: without_brackets(title.maskulin).split(" - ")[0].endswith("."))


def without_brackets(title: str) -> str:
    """Return `title` without what stands in brackets."""
    while (shorter := _BRACKETS.sub("", title).strip()) != title:
        title = shorter
    return title


def further_names(titles: Sequence[Titel]) -> tuple[str, ...]:
    """Return the forms of all titles, with and without brackets, that are no other spelling of the first."""
    spelled = {compact(titles[0].maskulin), compact(titles[0].feminin or ""), ""}
    names = []
    for full in (form for title in titles for form in (title.maskulin, title.feminin or "")):
        for name in (full, without_brackets(full)):
            if compact(name) not in spelled:
                spelled.add(compact(name))
                names.append(name)
    return tuple(names)


def _titel(male: str, female: str) -> Titel:
    male, female = (text if text[1:2].isupper() else text[:1].upper() + text[1:] for text in (male, female))
    plain = without_brackets(male)
    return Titel(male, female if female != male else None, plain if plain not in ("", male) else None)


def _endings(match: re.Match[str]) -> str:
    word, ending = match["word"], match["ending"]
    if ending == "r":
        return _forms(word + "r", word)
    if ending == "in" and _SHORT_FEMALE.search(word):
        return _forms(word, re.sub(r"(?:er|e)$", "in", word))
    return _forms(word, word + ending)


def _forms(male: str, female: str) -> str:
    return f"\x01{male}\x02{female}\x03"


def _mark_pairs(text: str) -> str:
    """Mark the words that are two forms of one, written side by side ("Koch/Köchin", "Arzt/-ärztin")."""
    place = 0
    while match := _PAIR.search(text, place):
        place = match.start("b")
        # The female form may be followed by a field of work without a space ("-technologin-Rohrl.").
        for other in (match["b"], match["first"]):
            pair = _gendered(match["a"], _completed(match["a"], other))
            if pair:
                end = match.start("b") + len(other)
                rest = re.sub(r"^-(?=\w)", " - ", text[end:])
                text = text[: match.start()] + _forms(*pair) + rest
                place = match.start() + len(_forms(*pair))
                break
    return text


def _plain(word: str) -> str:
    """Return `word` in lower case without umlauts, letter for letter."""
    return word.strip(",").lower().translate(str.maketrans("äöüè", "aoue"))


def _completed(word: str, other: str) -> str:
    """Return `other` with the start that it shares with `word` ("Landarzt", "-ärztin" -> "Landärztin")."""
    ending = other.lstrip("-")
    same_start = _plain(word)[:2] == _plain(ending)[:2]
    if other[:1].isupper() and (same_start or (word.lower(), other.lower()) in _BOTH_WAYS):
        return other
    place = len(word) - max(
        (len(a) for a, b in _BOTH_WAYS if ending.lower() == b and word.lower().endswith(a)), default=0
    )
    if place == len(word):
        place = max(_plain(word).rfind(_plain(ending)[:length]) for length in (4, 3))
    if place < 0:
        return other
    if place and word[place - 1] != "-":
        ending = ending.lower()
    return word[:place] + (ending if place else ending[:1].upper() + ending[1:])


def _gendered(one: str, other: str) -> tuple[str, str] | None:
    """Return the two words as the male and the female form of one title, or None if they are not."""
    if _is_female_of(one, other):
        return one, other
    return (other, one) if _is_female_of(other, one) else None


def _is_female_of(male: str, female: str) -> bool:
    if any(male.lower().endswith(m) and female.lower().endswith(f) for m, f in _TWINS):
        return True
    male, female = _plain(male), _plain(female)
    if not _FEMALE.search(female) or male == female:
        return male == female + "r"
    return female.startswith(male[: max(3, len(male) - 3)]) or ratio(male, female.removesuffix("in")) >= 85


def _phrase(text: str) -> tuple[str, str] | None:
    """Read a title of several words written out twice ("Technischer Leiter X/Technische Leiterin X")."""
    for slash in re.finditer(r"(?<![-/\s])/(?!-)", text):
        left, right = text[: slash.start()].split(" "), text[slash.end() :].split(" ")
        right[0] = right[0].replace("/in", "in")
        pairs = list(zip(left, right, strict=False))
        gendered = [pair for one, other in pairs if (pair := _gendered(one, other))]
        if len(left) == 1 and "-/" not in left[0] or _MARK.search(" ".join(left)) or not gendered:
            continue
        fits = [_plain(one) == _plain(other) or _gendered(one, other) is not None for one, other in pairs]
        if not fits[0] or _plain(left[0])[:2] != _plain(right[0])[:2]:
            continue
        if all(fits):
            left, right = left + right[len(left) :], right + left[len(right) :]
        if (gendered[0][1], gendered[0][0]) in pairs:
            left, right = right, left
        return " ".join(left), " ".join(right)
    return None


def _parts(marked: str) -> list[str]:
    """Part what are several titles; the field of work behind the last one goes for all of them."""
    field = marked.find(" - ") if " - " in marked else len(marked)
    parts, start = [], 0
    for between in _BETWEEN_TITLES.finditer(marked):
        before = marked[start : between.start()]
        if between.start() < field and before.count("(") == before.count(")"):
            parts.append(before + ("\x03" if between.group().startswith("\x03") else ""))
            start = between.end()
    parts.append(marked[start:])
    tail = _TAIL.search(parts[-1])
    common = tail.group() if tail else ""
    return [*(part if _TAIL.search(part) else part + common for part in parts[:-1]), parts[-1]]
