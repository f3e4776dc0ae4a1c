"""The German of composed answers: openings, names of themes, questions for buttons.

Fixed answers (greetings and the like) stand in domain.yml. `{als}` is "als Erzieherin", `{in_ort}` is
"in Köln" or nothing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

OPENINGS: dict[str, Sequence[str]] = {
    "aufgaben": (
        "Das macht man {als} {in_ort}:",
        "So sieht der Alltag {als} {in_ort} aus:",
        "Zu den Aufgaben {als} {in_ort}:",
    ),
    "gehalt": (
        "Zum Verdienst {als} {in_ort}:",
        "Beim Geld sieht es {als} {in_ort} so aus:",
        "Das lässt sich {als} {in_ort} verdienen:",
    ),
    "regionalkultur": (
        "So geht es {als} {in_ort} zu:",
        "Zum Umfeld {als} {in_ort}:",
        "Das prägt die Arbeit {als} {in_ort}:",
    ),
    "anforderungen": (
        "Das sollte man {als} {in_ort} mitbringen:",
        "Darauf kommt es {als} {in_ort} an:",
        "Gefragt ist {als} {in_ort} vor allem dies:",
    ),
    "arbeitsmarkt": (
        "So stehen die Chancen {als} {in_ort}:",
        "Zum Arbeitsmarkt {als} {in_ort}:",
        "So gefragt ist man {als} {in_ort}:",
    ),
    "entwicklung": (
        "So kann es {als} {in_ort} weitergehen:",
        "Zu den Aussichten {als} {in_ort}:",
        "Wohin der Weg {als} {in_ort} führen kann:",
    ),
    "herausforderungen": (
        "Das ist {als} {in_ort} nicht immer leicht:",
        "Zu den Schattenseiten {als} {in_ort}:",
        "Damit hat man {als} {in_ort} zu kämpfen:",
    ),
    "passung": (
        "Zur Frage, wer {als} {in_ort} gut aufgehoben ist:",
        "Für wen die Arbeit {als} {in_ort} etwas ist:",
        "Ob das passt? {Als} {in_ort} gilt:",
    ),
    "arbeitsort": (
        "Hier arbeitet man {als} {in_ort}:",
        "Zum Arbeitsplatz {als} {in_ort}:",
        "Wo man {als} {in_ort} unterkommt:",
    ),
    "abgrenzung": (
        "Worin sich die Arbeit {als} {in_ort} von anderem unterscheidet:",
        "Was man {als} {in_ort} leicht falsch einschätzt:",
        "Das sehen viele {als} {in_ort} zuerst anders:",
    ),
    "einstieg": (
        "So kommt man {als} {in_ort} hinein:",
        "Zum Weg in den Beruf {als} {in_ort}:",
        "Der Einstieg {als} {in_ort}:",
    ),
}

SHORT_OPENINGS = ("Kurz gesagt:", "Das habe ich dazu gefunden:", "Dazu steht in meinen Quellen:")

NATIONWIDE = (
    "Für den Beruf {titel} gilt bundesweit ({stand}):",
    "Bundesweit weiß ich über den Beruf {titel} ({stand}):",
    "{titel} in ganz Deutschland ({stand}):",
)
NATIONWIDE_INSTEAD = (
    "Aus {ort} habe ich dazu nichts Eigenes. Bundesweit gilt für den Beruf {titel} ({stand}):",
    "Speziell für {ort} fehlt mir das. Für den Beruf {titel} gilt bundesweit ({stand}):",
    "{ort} kommt dazu in meinen Quellen nicht vor. {titel} in ganz Deutschland ({stand}):",
)
NATIONWIDE_TOO = (
    "Und bundesweit ({stand}):",
    "Für ganz Deutschland ({stand}):",
    "Zum Vergleich bundesweit ({stand}):",
)

NEIGHBOUR = (
    "{Ueber} {als} weiß ich aus {ort} nichts. Am nächsten liegt {nachbar} ({km}), und dort heißt es:",
    "Für {ort} habe ich {ueber} {als} keine Fakten. "
    "Die nächste Stadt, zu der ich Angaben habe, ist {nachbar} ({km}):",
)
ELSEWHERE = (
    "Für ganz Deutschland habe ich {ueber} {als} nichts, wohl aber aus {nachbar}:",
    "{Ueber} {als} habe ich nur Fakten aus einzelnen Städten, zum Beispiel aus {nachbar}:",
)

UNKNOWN = (
    "Über den Beruf {name} habe ich noch keine belegten Fakten, deshalb sage ich dazu lieber nichts.",
    "{Ueber} als {name} kann ich nichts Belegtes sagen, der Beruf fehlt mir noch.",
)

ABOUT = {
    "aufgaben": "zu den Aufgaben",
    "gehalt": "zum Gehalt",
    "regionalkultur": "zur Mentalität vor Ort",
    "anforderungen": "zu den Anforderungen",
    "arbeitsmarkt": "zum Arbeitsmarkt",
    "entwicklung": "zu den Aufstiegschancen",
    "herausforderungen": "zu den Schattenseiten",
    "passung": "zur Eignung",
    "arbeitsort": "zum Arbeitsplatz",
    "abgrenzung": "zur Abgrenzung von anderen Berufen",
    "einstieg": "zum Weg in den Beruf",
}

HEADINGS = {
    "aufgaben": "Aufgaben",
    "gehalt": "Gehalt",
    "regionalkultur": "Menschen und Mentalität",
    "anforderungen": "Anforderungen",
    "arbeitsmarkt": "Arbeitsmarkt",
    "entwicklung": "Entwicklung",
    "herausforderungen": "Schattenseiten",
    "passung": "Für wen es passt",
    "arbeitsort": "Arbeitsplatz",
    "abgrenzung": "Was es nicht ist",
    "einstieg": "Weg in den Beruf",
}

QUESTIONS = {
    "aufgaben": "Was macht man da?",
    "gehalt": "Was verdient man?",
    "regionalkultur": "Wie ticken die Leute dort?",
    "anforderungen": "Was muss man können?",
    "arbeitsmarkt": "Wie sind die Chancen?",
    "entwicklung": "Wie geht es danach weiter?",
    "herausforderungen": "Was ist schwierig?",
    "passung": "Zu wem passt das?",
    "arbeitsort": "Wo arbeitet man?",
    "abgrenzung": "Was ist es nicht?",
    "einstieg": "Wie komme ich da rein?",
}

EMPLOYERS = {
    "konzern": "Konzerne",
    "mittelstand": "den Mittelstand",
    "handwerk": "Handwerksbetriebe",
    "behoerde": "den öffentlichen Dienst",
    "tarif": "Betriebe mit Tarifvertrag",
    "industrie": "die Industrie",
    "startup": "Start-ups",
}


NUMBERS = {3: "drei", 4: "vier", 5: "fünf"}

SELF_CHECK = (
    "Möchtest du selbst prüfen, was an dem Beruf zu dir passt? "
    "Im Selbst-Check lege ich dir {anzahl} Aussagen vor.",
    "Möchten Sie selbst prüfen, was an dem Beruf zu Ihnen passt? "
    "Im Selbst-Check lege ich Ihnen {anzahl} Aussagen vor.",
)


def capital(text: str) -> str:
    """Return `text` with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def pick(choices: Sequence[str], turn: int) -> str:
    """Return the wording for turn number `turn`; neighbouring turns get different ones."""
    return choices[turn % len(choices)]


def fill(wording: str, **parts: str) -> str:
    """Put `parts` into `wording`; `{Als}` is `{als}` with a capital, and empty parts leave no gap."""
    capitals = {k.capitalize(): capital(v) for k, v in parts.items()}
    text = wording.format(**parts, **capitals)
    return " ".join(text.split()).replace(" :", ":").replace(" ,", ",")


def listing(items: Sequence[str], joint: str = "und") -> str:
    """Return `items` as one says them ("a, b und c")."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"


def sample(items: Sequence[str], count: int, turn: int) -> list[str]:
    """Return `count` of `items`, others at another turn, in their order; the same for the same turn."""
    chosen = set(random.Random(turn).sample(range(len(items)), min(count, len(items))))
    return [item for index, item in enumerate(items) if index in chosen]
