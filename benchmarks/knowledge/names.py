"""Occupations that do not exist, named as real ones are: a field, and what one does in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from berufslotse.knowledge.text import compact

_FIELDS = """
Abwasser Agrar Anlagen Archiv Augen Automations Außenhandels Back Bahn Bank Bekleidungs Beton Bewegungs
Bibliotheks Bildungs Biologie Blech Boden Brandschutz Brau Bühnen Büro Chemie Dach Daten Design Diät Druck
Einkaufs Elektro Energie Ernährungs Event Fahrrad Fahrzeug Familien Fassaden Feinwerk Fenster Film Finanz
Fisch Fitness Fleisch Fliesen Forst Funk Garten Gebäude Gerüst Gesundheits Getreide Getränke Gießerei Glas
Glasfaser Gold Gummi Hafen Handels Haus Heil Heizungs Holz Hotel Hygiene Hör Immobilien Informations
Innenausbau Jugend Justiz Kabel Keramik Kinder Klima Klinik Kommunikations Kosmetik Kran Kranken Kunst
Kunststoff Kälte Küchen Labor Lack Lager Landschafts Laser Lebensmittel Leder Lehm Licht Logistik
Luftfahrt Marketing Maschinen Medien Mess Metall Mikro Milch Mode Museums Musik Möbel Nano Netzwerk
Notfall Obst Online Optik Orgel Orthopädie Papier Patent Personal Pferde Pharma Photonik Polster Prozess
Prüf Qualitäts Rechts Recycling Regel Reha Reifen Reise Restaurant Rettungs Robotik Rohr Saatgut Sanitär
Schienen Schiffs Schmuck Schuh Schul Senioren Sicherheits Software Solar Sozial Speditions Spiel Sport
Sprach Stahl Stein Steuer Straßen System Süßwaren Telekommunikations Textil Therapie Tiefbau Tier Ton
Treppen Uhren Umwelt Veranstaltungs Verkehrs Verlags Versand Versicherungs Vertriebs Verwaltungs Wald
Wasser Web Wein Werbe Werkstoff Werkzeug Windkraft Wäsche Zahn Ziegel Zucht
"""
_DOERS = """
techniker pfleger berater helfer mechaniker mechatroniker elektroniker meister leiter planer prüfer
gestalter entwickler betreuer bauer macher schlosser informatiker verkäufer manager trainer lehrer fahrer
führer gutachter designer arbeiter bearbeiter spezialist assistent therapeut laborant disponent analyst
ökonom pädagoge kaufmann fachmann fachwirt monteur ingenieur redakteur inspektor koordinator operator
"""
FIELDS, DOERS = _FIELDS.split(), _DOERS.split()

IRREGULAR = {
    "pädagoge": ("pädagogin", "pädagogen"),
    "kaufmann": ("kauffrau", "kaufleute"),
    "fachmann": ("fachfrau", "fachleute"),
}
"""What does not only take "-in" as a female form, with the plural."""

FRAMES = (
    "Fachkraft für {field}technik",
    "Fachkraft für {field}wesen",
    "Staatlich geprüfter {title}",
    "{field}experte",
    "{title} im Außendienst",
    "{field}fachkraft",
    "Techniker für {field}wirtschaft",
)


@dataclass(frozen=True)
class Title:
    """An occupation: its male, female and plural title, and what it is called besides."""

    male: str
    female: str
    plural: str
    aliases: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All that a profile calls it."""
        return (self.male, self.female, *self.aliases)


def titles(count: int) -> list[Title]:
    """Return `count` occupations no two of which share a name; the first ones are the same for any count."""
    found: list[Title] = []
    taken: set[str] = set()
    for title in _endless(Random(50_000)):
        forms = {compact(name) for name in title.names}
        if not forms & taken and len(forms) == len(title.names):
            taken |= forms
            found.append(title)
        if len(found) == count:
            break
    return found


def _endless(random: Random) -> Iterator[Title]:
    while True:
        field = random.choice(FIELDS)
        if random.random() < 0.3:
            field += random.choice(FIELDS).lower()
        doer = random.choice(DOERS)
        female, plural = IRREGULAR.get(doer, (f"{doer}in", doer if doer.endswith("er") else f"{doer}en"))
        title = f"{field}{doer}"
        frames = random.sample(FRAMES, random.choice((1, 1, 2)))
        aliases = tuple(frame.format(field=field, title=title) for frame in frames)
        yield Title(title, f"{field}{female}", f"{field}{plural}", aliases)


def misspelt(name: str, random: Random) -> str:
    """Return `name` with one slip of the finger behind its first two letters."""
    place = random.randrange(2, len(name) - 1)
    letter = random.choice("aeinrst")
    before, here, after = name[:place], name[place], name[place + 1 :]
    return random.choice(
        (
            before + after,
            before + here + here + after,
            before + letter + after,
            before + after[0] + here + after[1:],
        )
    )
