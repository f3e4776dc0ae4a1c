"""Saying which people can help on: whom to call, write to or visit, and whom to turn to in distress."""

from __future__ import annotations

from collections.abc import Sequence

from berufslotse.knowledge import wording
from berufslotse.knowledge.answers import Antwort, Knopf, Verweis
from berufslotse.knowledge.contacts import Kontakt, for_town
from berufslotse.knowledge.places import PlaceIndex
from berufslotse.knowledge.telling import Ton

MOST = 6
"""With more contacts than this and no town known, people choose their town first."""
MOST_TOWNS = 3

LEADS = (
    (
        "Dafür gibt es Menschen, die sich Zeit nehmen. Hier erreichst du sie:",
        "Dafür gibt es Menschen, die sich Zeit nehmen. Hier erreichen Sie sie:",
    ),
    (
        "Manches bespricht man am besten mit einem Menschen. Hier hört man dir zu:",
        "Manches bespricht man am besten mit einem Menschen. Hier hört man Ihnen zu:",
    ),
)
IN_DISTRESS = (
    (
        "Wenn es dir gerade insgesamt schlecht geht, ist die Telefonseelsorge Tag und Nacht für dich da: "
        "0800 111 0 111, kostenlos und anonym.",
        "Wenn es Ihnen gerade insgesamt schlecht geht, ist die Telefonseelsorge Tag und Nacht für Sie da: "
        "0800 111 0 111, kostenlos und anonym.",
    ),
    (
        "Wird dir gerade alles zu viel, kannst du rund um die Uhr auch die Telefonseelsorge anrufen: "
        "0800 111 0 111, kostenlos und anonym.",
        "Wird Ihnen gerade alles zu viel, können Sie rund um die Uhr auch die Telefonseelsorge anrufen: "
        "0800 111 0 111, kostenlos und anonym.",
    ),
)


def people(
    found: Sequence[Kontakt], town: str | None, places: PlaceIndex, ton: Ton, buttons: Sequence[Knopf] = ()
) -> Antwort:
    """Name the contacts that fit `town`, each on a line of its own, and whom to call in distress."""
    fitting = for_town(found, town, places)
    towns: list[str] = []
    if town is None and len(fitting) > MOST:
        towns = list(dict.fromkeys(name for each in fitting for name in each.orte))
        fitting = [each for each in fitting if not each.orte]
    lines = [f"– {_line(each, town is None)}" for each in fitting]
    if towns:
        lines.append(
            ton.wahl(
                f"Nenne mir deine Stadt, dann weiß ich vielleicht mehr, zum Beispiel in {_some(towns)}.",
                f"Nennen Sie mir Ihre Stadt, dann weiß ich vielleicht mehr, zum Beispiel in {_some(towns)}.",
            )
        )
    pages = [Verweis(each.name, each.url) for each in fitting if each.url]
    chosen = [Knopf(f"Beratung in {name}", "human", ort=name) for name in towns[:MOST_TOWNS]]
    lead, distress = (ton.wahl(*choices[ton.zug % len(choices)]) for choices in (LEADS, IN_DISTRESS))
    return Antwort("\n".join([lead, *lines, distress]), (), [*chosen, *buttons], verweise=pages)


def _some(towns: Sequence[str]) -> str:
    return wording.listing(list(towns[:MOST_TOWNS]), "oder")


def _line(contact: Kontakt, name_towns: bool) -> str:
    """Return a contact as one line. Telephone numbers are left as they are, so that phones find them."""
    towns = f" ({wording.listing(contact.orte)})" if name_towns and contact.orte else ""
    ways = [
        *([f"Telefon {contact.telefon}"] if contact.telefon else []),
        *([f"E-Mail {contact.email}"] if contact.email else []),
        *([contact.adresse] if contact.adresse else []),
    ]
    times = f" ({contact.zeiten})" if contact.zeiten else ""
    text = f"{contact.name}{towns}: {', '.join(ways) or 'im Internet, der Link steht unten'}{times}."
    return f"{text} {_sentence(contact.hinweis)}" if contact.hinweis else text


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
