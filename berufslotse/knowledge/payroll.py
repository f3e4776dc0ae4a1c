"""Pay figures side by side: level by level, by the month and by the year, ranked, and as a picture.

Figures are only set against each other within one level, and where they are not of one kind, that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from berufslotse.knowledge import wording
from berufslotse.knowledge.chart import Balken, Bild, draw
from berufslotse.knowledge.figures import LEVELS, span
from berufslotse.knowledge.store import Fakt, Wissen, Zahl
from berufslotse.knowledge.telling import source_line

ORDER = ("ausbildung", "einstieg", "erfahren", "allgemein", "spezialist")
HOURS = 39 * 52 / 12
"""Hours a month of a full-time week of 39 hours."""

MOST_BARS = 24


@dataclass(frozen=True)
class Posten:
    """A pay figure with what it is of: `titel` is a town, an occupation, or both.

    With `nur_bundesweit` it holds for the country, though it stands for a town that has none of its own.
    """

    titel: str
    fakt: Fakt
    nur_bundesweit: bool = False

    @property
    def zahl(self) -> Zahl:
        """Return the figure."""
        assert self.fakt.zahl
        return self.fakt.zahl

    @property
    def monatlich(self) -> float:
        """Return the middle of the figure in euros a month, to rank by."""
        low, high = self.zahl.von, self.zahl.bis
        ends = [end for end in (low, high) if end is not None]
        return monthly(sum(ends) / len(ends), self.zahl.zeitraum)


def monthly(amount: float, zeitraum: str) -> float:
    """Return `amount` of a period as euros a month."""
    return amount * {"monat": 1, "jahr": 1 / 12, "stunde": HOURS}[zeitraum]


def by_level(items: Iterable[Posten]) -> dict[str, list[Posten]]:
    """Return the figures of each level, of each title the first."""
    found: dict[str, dict[str, Posten]] = {level: {} for level in ORDER}
    for item in items:
        found[item.zahl.stufe].setdefault(item.titel, item)
    return {level: list(posts.values()) for level, posts in found.items() if posts}


def amount(zahl: Zahl) -> str:
    """Return a figure by the month and by the year ("2.800 Euro im Monat (33.600 im Jahr)")."""
    if zahl.zeitraum == "stunde":
        return f"{span(zahl.von, zahl.bis)} in der Stunde{_net(zahl)}"
    factor = 12 if zahl.zeitraum == "monat" else 1 / 12
    low, high = (end and float(round(end * factor)) for end in (zahl.von, zahl.bis))
    other = span(low, high).removesuffix(" Euro")
    if zahl.zeitraum == "monat":
        return f"{span(zahl.von, zahl.bis)} im Monat{_net(zahl)} ({other} im Jahr)"
    return f"{span(zahl.von, zahl.bis)} im Jahr{_net(zahl)} ({other} im Monat)"


def _net(zahl: Zahl) -> str:
    return " netto" if zahl.netto else ""


def unlike(items: Sequence[Posten]) -> str | None:
    """Return the remark that figures of one level are not of one kind, and in what they differ, or None."""
    asks: list[tuple[str, Callable[[Zahl], object]]] = [
        ("brutto und netto", attrgetter("netto")),
        ("Monats-, Jahres- oder Stundenlohn", attrgetter("zeitraum")),
        (
            "Spannen, Mittelwerte oder Tarif",
            lambda z: z.art if z.art in {"median", "durchschnitt", "tarif"} else "",
        ),
        ("nach oben oder unten offene Angaben", lambda z: z.von is None or z.bis is None),
        ("die Art der Betriebe", lambda z: z.arbeitgeber or ""),
    ]
    levels = by_level(items).values()
    differing = [name for name, of in asks if any(len({of(p.zahl) for p in posts}) > 1 for posts in levels)]
    if any(len({post.fakt.jahr for post in posts}) > 1 for posts in levels):
        differing.append("das Jahr der Angaben")
    if not differing:
        return None
    return f"Ganz vergleichbar sind die Zahlen nicht; sie unterscheiden sich in: {', '.join(differing)}."


def comparable(items: Sequence[Posten]) -> list[Posten]:
    """Return the figures to set against each other: one of each level and title, training pay only alone."""
    levels = by_level(items)
    if len(levels) > 1:
        levels.pop("ausbildung", None)
    return [post for posts in levels.values() for post in posts]


def side_by_side(items: Sequence[Posten], titles: Sequence[str]) -> list[str]:
    """Return lines that set the figures against each other, level by level; `titles` are all the sides."""
    lines = []
    for level, posts in by_level(items).items():
        lines.append(f"{wording.capital(LEVELS[level])}")
        told = {post.titel: post for post in posts}
        for title in titles:
            if title in told:
                lines.append(f"– {title}{_scope(told[title])}: {amount(told[title].zahl)}")
            else:
                lines.append(f"– {title}: keine Zahl")
    remark = unlike(items)
    return [*lines, *([remark] if remark else [])]


def _scope(post: Posten) -> str:
    """Return the remark that a figure under the name of a town is none of that town."""
    if post.fakt.ort or not post.nur_bundesweit:
        return ""
    return f" (bundesweit, Stand {post.fakt.jahr})" if post.fakt.jahr else " (bundesweit)"


def ranked(items: Iterable[Posten], stufe: str | None) -> tuple[str, list[Posten]]:
    """Return the level with most figures (or `stufe`) and its figures, the highest pay first."""
    levels = by_level(item for item in items if not item.zahl.netto)
    if stufe or not levels:
        level = stufe or "allgemein"
    else:
        level = max(
            (lv for lv in levels if lv != "ausbildung"), key=lambda lv: len(levels[lv]), default="ausbildung"
        )
    return level, sorted(levels.get(level, []), key=lambda post: (-post.monatlich, post.titel))


def picture(heading: str, items: Sequence[Posten]) -> Bild | None:
    """Draw the figures by the month, grouped by level; None where there are none."""
    shown = [post for posts in by_level(items).values() for post in posts][:MOST_BARS]
    bars = [
        Balken(
            wording.capital(LEVELS[post.zahl.stufe]),
            post.titel,
            _rounded(post.zahl.von, post.zahl.zeitraum),
            _rounded(post.zahl.bis, post.zahl.zeitraum),
            _hint(post),
        )
        for post in shown
    ]
    if not bars:
        return None
    return draw(heading, bars, "Euro im Monat", source_line([post.fakt for post in shown]))


def _rounded(end: float | None, zeitraum: str) -> float | None:
    return None if end is None else float(round(monthly(end, zeitraum)))


def _hint(post: Posten) -> str:
    zahl = post.zahl
    kinds = {"median": "Median", "durchschnitt": "Durchschnitt", "tarif": "Tarif"}
    parts = [
        kinds.get(zahl.art or "", ""),
        "netto" if zahl.netto else "",
        {"jahr": "aus dem Jahresgehalt", "stunde": "aus dem Stundenlohn"}.get(zahl.zeitraum, ""),
        str(post.fakt.jahr or ""),
    ]
    return ", ".join(part for part in parts if part)


def pay_of(wissen: Wissen, beruf: str, ort: str | None, titel: str) -> list[Posten]:
    """Return the pay figures of `beruf` in `ort`, else those for all of Germany, under `titel`."""
    own = [Posten(titel, f) for f in wissen.fakten(beruf, ort, "gehalt") if f.zahl] if ort else []
    everywhere = (f for f in wissen.fakten(beruf, None, "gehalt") if f.zahl)
    return own or [Posten(titel, fact, ort is not None) for fact in everywhere]


def pay_picture(wissen: Wissen, berufe: Sequence[str], orte: Sequence[str] | None) -> Bild | None:
    """Draw the pay of `berufe` in `orte`, or of one occupation wherever there are figures."""
    items: list[Posten] = []
    if orte is None:
        for beruf in berufe:
            items += [Posten(fact.ort or "ganz Deutschland", fact) for fact in wissen.gehaelter(beruf)]
        return picture(f"Gehalt: {wording.listing(berufe)}", items)
    for beruf in berufe:
        for ort in orte:
            items += [
                post
                for post in pay_of(wissen, beruf, ort, ort if len(berufe) == 1 else f"{beruf}, {ort}")
                if post.fakt.ort
            ]
        title = "ganz Deutschland" if len(berufe) == 1 else f"{beruf}, ganz Deutschland"
        items += [Posten(title, f) for f in wissen.fakten(beruf, None, "gehalt") if f.zahl]
    return picture(f"Gehalt: {wording.listing(berufe)}", items)
