"""Composing answers from facts: what is said, from which sources, and what can be asked next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from berufslotse.knowledge import links, wording
from berufslotse.knowledge.chart import Bild
from berufslotse.knowledge.figures import NO_FIGURE, kilometres
from berufslotse.knowledge.kinship import kin, with_reasons
from berufslotse.knowledge.lookup import Befund, Frage, find, nearest_towns, similar_berufe
from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.payroll import Posten, picture
from berufslotse.knowledge.self_check import statements
from berufslotse.knowledge.store import Fakt, Quelle, Wissen
from berufslotse.knowledge.telling import (
    Ton,
    choose,
    fact_mark,
    only_training_pay,
    source_line,
    yearly,
    years,
)
from berufslotse.knowledge.text import fold

FAR = 100
"""From this distance, in km, a town is no longer called close."""

AUSKUNFT, HINWEIS = "auskunft", "hinweis"
LUECKE, UNBEKANNT = "luecke", "unbekannt"
RUECKFRAGE, UNSICHER = "rueckfrage", "unsicher"
"""Kinds of answers: from facts or not; no facts on the thema, or on the occupation; asked back, or unsure."""

MAIN_THEMES = ("aufgaben", "gehalt", "anforderungen", "regionalkultur")


@dataclass(frozen=True)
class Knopf:
    """A follow-up question to press: what it says and what it asks.

    `gemeint` is the message that it is a guess at, so that the choice can be learned from. `antwort` and
    `aussage` are of the self-check: what it answers, and the mark of the fact that it is an answer to.
    """

    titel: str
    absicht: str
    beruf: str | None = None
    ort: str | None = None
    stufe: str | None = None
    arbeitgeber: str | None = None
    gemeint: str | None = None
    antwort: str | None = None
    aussage: str | None = None


@dataclass(frozen=True)
class Verweis:
    """A page to read on: what it is called and its address."""

    titel: str
    url: str


@dataclass(frozen=True)
class Antwort:
    """What the bot says, the facts that it rests on, what can be asked next, a picture, and pages to read on.

    `kern` is said as it is; sources and pages are added in the way of the channel. The picture is only drawn
    where the channel can show it. `ausgelassen` are facts that would have fitted too, `art` says what kind of
    answer it is where that does not show: one of the constants above.
    """

    kern: str
    fakten: Sequence[Fakt] = ()
    knoepfe: Sequence[Knopf] = ()
    bild: Callable[[], Bild | None] | None = None
    verweise: Sequence[Verweis] = ()
    ausgelassen: Sequence[Fakt] = ()
    art: str | None = None

    @property
    def sorte(self) -> str:
        """Return what kind of answer it is: with facts, or without it is a hint unless `art` says more."""
        return self.art or (AUSKUNFT if self.fakten else HINWEIS)

    @property
    def text(self) -> str:
        """Return the whole answer as plain text: what is said, pages to read on, sources."""
        pages = [f"{page.titel}: {page.url}" for page in self.verweise]
        return "\n".join([self.kern, *pages, *([source_line(self.fakten)] if self.fakten else [])])

    @property
    def quellen(self) -> list[Quelle]:
        """Return the sources of the facts, each once, in the order they were used."""
        return list(dict.fromkeys(f.quelle for f in self.fakten))


class Antwortgeber:
    """Answers questions from the knowledge."""

    def __init__(self, wissen: Wissen) -> None:
        """Answer from `wissen`."""
        self.wissen = wissen

    # -- one thema ---------------------------------------------------------------------------------

    def thema(self, frage: Frage, ton: Ton) -> Antwort:
        """Answer a question on one thema; `frage.beruf` must be a known occupation."""
        beruf = self.wissen.bekannt(frage.beruf)
        if beruf is None:
            return self.unbekannter_beruf(frage, ton)
        frage = replace(frage, beruf=beruf.name)
        befund = find(self.wissen, frage)
        parts: list[str] = list(self._missing(befund))
        if befund.eigene:
            said = self._own(befund, beruf, ton, parts)
        elif befund.bundesweit:
            said = self._nationwide(befund, beruf, ton, parts)
        elif befund.nachbar:
            said = self._neighbour(befund, beruf, ton, parts)
        else:
            return self._nothing(frage, beruf, ton)
        if frage.thema == "gehalt":
            parts.extend(yearly(frage, said))
            if only_training_pay(frage, said):
                parts.append("Eine Zahl für die Zeit nach der Ausbildung habe ich nicht.")
        pages = list(self._pages(frage, beruf, befund))
        buttons = self._next(frage, befund, said, ton)
        rest = [fact for fact in befund.erzaehlbar if fact not in said]
        answer = Antwort(" ".join(parts), said, buttons, self._picture(befund), pages, rest)
        return self._with_self_check(answer, frage, ton)

    def _with_self_check(self, answer: Antwort, frage: Frage, ton: Ton) -> Antwort:
        """Offer the self-check where somebody asks whom the occupation suits; "ja" then means that."""
        button = self.selbstcheck(frage.beruf, frage.ort) if frage.thema == "passung" else None
        if button is None:
            return answer
        count = wording.NUMBERS[len(statements(self.wissen, frage.beruf, frage.ort))]
        text = f"{answer.kern}\n{ton.wahl(*wording.SELF_CHECK).format(anzahl=count)}"
        return replace(answer, kern=text, knoepfe=[button, *answer.knoepfe[:2]])

    def selbstcheck(self, beruf: str, ort: str | None) -> Knopf | None:
        """Return the button that starts the self-check, if there are facts enough for one."""
        count = len(statements(self.wissen, beruf, ort))
        title = f"Selbst-Check: {wording.NUMBERS[count]} Aussagen" if count else ""
        return Knopf(title, "self_check", beruf, ort, antwort="start") if count else None

    def _picture(self, befund: Befund) -> Callable[[], Bild | None] | None:
        """Return what draws the pay of the place told of, where there are at least two figures."""
        posts = [Posten(fact.ort or "ganz Deutschland", fact) for fact in befund.erzaehlbar if fact.zahl]
        if befund.frage.thema != "gehalt" or len(posts) < 2:
            return None
        return partial(picture, f"Gehalt: {befund.frage.beruf}", posts)

    def _missing(self, befund: Befund) -> Iterable[str]:
        """Yield at most one sentence: what was asked for in particular and is not there."""
        frage = befund.frage
        lacking = []
        if "stufe" in befund.fehlt and frage.stufe:
            lacking.append(NO_FIGURE[frage.stufe])
        if "arbeitgeber" in befund.fehlt and frage.arbeitgeber:
            lacking.append(f"für {wording.EMPLOYERS[frage.arbeitgeber]}")
        if lacking:
            yield f"Eigens {wording.listing(lacking)} habe ich dazu nichts."

    def _own(self, befund: Befund, beruf: Beruf, ton: Ton, parts: list[str]) -> list[Fakt]:
        facts = choose(befund.eigene, befund.frage, ton)
        als, ort = f"als {beruf.title(ton.weiblich)}", befund.frage.ort or ""
        start = fold(facts[0].text[:80])
        names_both = fold(ort) in start and fold(beruf.name)[:8] in start
        opening = wording.SHORT_OPENINGS if names_both else wording.OPENINGS[befund.frage.thema]
        parts.append(wording.fill(wording.pick(opening, ton.zug), als=als, in_ort=f"in {ort}"))
        parts.extend(f.text for f in facts)
        wants_figure = befund.frage.thema == "gehalt" and not any(f.zahl for f in befund.eigene)
        if befund.bundesweit and (len(befund.eigene) == 1 or wants_figure):
            more = choose(befund.bundesweit, befund.frage, ton)[: 2 if len(facts) == 1 else 1]
            stand = years(more)
            parts.append(wording.fill(wording.pick(wording.NATIONWIDE_TOO, ton.zug), stand=stand))
            parts.extend(f.text for f in more)
            facts = facts + more
        return facts

    def _nationwide(self, befund: Befund, beruf: Beruf, ton: Ton, parts: list[str]) -> list[Fakt]:
        facts = choose(befund.bundesweit, befund.frage, ton)
        ort = befund.frage.ort or ""
        opening = wording.NATIONWIDE_INSTEAD if ort else wording.NATIONWIDE
        titel = beruf.title(ton.weiblich)
        parts.append(wording.fill(wording.pick(opening, ton.zug), titel=titel, ort=ort, stand=years(facts)))
        parts.extend(f.text for f in facts)
        return facts

    def _neighbour(self, befund: Befund, beruf: Beruf, ton: Ton, parts: list[str]) -> list[Fakt]:
        assert befund.nachbar
        facts = choose(befund.nachbar.fakten, befund.frage, ton)
        distance = befund.nachbar.kilometer
        opening: Sequence[str] = wording.ELSEWHERE if befund.frage.ort is None else wording.NEIGHBOUR
        if distance and distance > FAR:
            opening = wording.NEIGHBOUR[1:]
        parts.append(
            wording.fill(
                wording.pick(opening, ton.zug),
                als=f"als {beruf.title(ton.weiblich)}",
                ort=befund.frage.ort or "",
                nachbar=befund.nachbar.ort,
                km=f"rund {kilometres(distance)} entfernt"
                if distance is not None
                else "Entfernung unbekannt",
                ueber=wording.ABOUT[befund.frage.thema],
            )
        )
        parts.extend(f.text for f in facts)
        return facts

    def _nothing(self, frage: Frage, beruf: Beruf, ton: Ton) -> Antwort:
        """Say that the knowledge holds nothing on the thema, and what it does hold."""
        about, title = wording.capital(wording.ABOUT[frage.thema]), beruf.title(ton.weiblich)
        lines = [f"{about} habe ich über den Beruf {title} keine belegten Fakten."]
        town, known = frage.ort, list(self.erzaehlbar(beruf.name, frage.ort))
        if not known:
            town = nearest_towns(self.wissen, beruf.name, frage.ort)[0][0]
            known = list(self.erzaehlbar(beruf.name, town))
            lines[0] += f" Aus {town} weiß ich aber etwas über ihn."
        buttons = [Knopf(wording.QUESTIONS[t], t, beruf.name, town) for t in known[:3]]
        pages = list(self._pages(frage, beruf, Befund(frage)))
        answer = Antwort("\n".join(lines), (), buttons, verweise=pages, art=LUECKE)
        return self._with_self_check(answer, frage, ton)

    def _pages(self, frage: Frage, beruf: Beruf, befund: Befund) -> Iterable[Verweis]:
        """Point on to BERUFENET where the way into the occupation is not told for the place asked."""
        if frage.thema == "einstieg" and not befund.eigene:
            yield Verweis("Ausführlich steht der Weg in den Beruf bei BERUFENET", links.berufenet(beruf.name))

    # -- what is not known ---------------------------------------------------------------------------

    def unbekannter_beruf(self, frage: Frage, ton: Ton) -> Antwort:
        """Say that the occupation is not known, and name what is nearest."""
        name, ort = frage.beruf, frage.ort
        about = wording.ABOUT.get(frage.thema, "")
        choices = wording.UNKNOWN if about else wording.UNKNOWN[:1]
        lines = [wording.fill(wording.pick(choices, ton.zug), name=name, ueber=about)]
        listed = self.wissen.beruf(name)
        akin = kin(self.wissen, listed, 3) if listed and listed.klasse else []
        alike = [each.beruf for each in akin] or similar_berufe(self.wissen, name)
        buttons = [Knopf(b, frage.thema, b, ort) for b in alike]
        if akin:
            lines.append(f"Verwandt ist, was ich kenne: {with_reasons(akin)}.")
        elif alike:
            lines.append(f"Ähnlich klingt, was ich kenne: {wording.listing(alike)}.")
        elif ort and self.wissen.berufe_in(ort):
            here = wording.sample(self.wissen.berufe_in(ort), 3, ton.zug)
            lines.append(f"Aus {ort} kenne ich zum Beispiel {wording.listing(here)}.")
            buttons = [Knopf(b, frage.thema, b, ort) for b in here]
        title = ton.wahl("Mehr findest du bei BERUFENET", "Mehr finden Sie bei BERUFENET")
        page = Verweis(title, links.berufenet(name))
        return Antwort("\n".join(lines), (), buttons, verweise=[page], art=UNBEKANNT)

    # -- several themes ------------------------------------------------------------------------------

    def ueberblick(self, beruf: Beruf, ort: str | None, ton: Ton) -> Antwort:
        """Tell the first fact of up to four themes, the town's own before the nationwide ones."""
        told = self.erzaehlbar(beruf.name, ort)
        title = beruf.title(ton.weiblich)
        if not told:
            return self._ueberblick_nebenan(beruf, ort, title, ton)
        said = [choose(facts, Frage(thema, beruf.name, ort), ton)[0] for thema, facts in told.items()][:4]
        own = any(f.ort for f in said)
        if ort and own:
            heading = f"{title} in {ort} im Überblick:"
        elif ort:
            heading = f"Aus {ort} habe ich über {title} nichts Eigenes. Bundesweit gilt ({years(said)}):"
        else:
            heading = f"{title} im Überblick (ganz Deutschland, {years(said)}):"
        lines = [
            f"{wording.HEADINGS[f.thema]}{'' if f.ort or not own else ' (bundesweit)'}: {f.text}"
            for f in said
        ]
        rest = [t for t in told if t not in {f.thema for f in said}] or list(told)
        buttons = [Knopf(wording.QUESTIONS[t], t, beruf.name, ort) for t in rest[:3]]
        return Antwort("\n".join([heading, *lines]), said, buttons)

    def _ueberblick_nebenan(self, beruf: Beruf, ort: str | None, title: str, ton: Ton) -> Antwort:
        town, distance = nearest_towns(self.wissen, beruf.name, ort)[0]
        answer = self.ueberblick(beruf, town, ton)
        lead = (
            f"Aus {ort} habe ich über {title} nichts"
            if ort
            else f"Bundesweite Angaben über {title} habe ich nicht"
        )
        away = f" ({kilometres(distance)} entfernt)" if distance is not None else ""
        return replace(answer, kern=f"{lead}, am ehesten hilft {town}{away}.\n{answer.kern}")

    # -- what next -----------------------------------------------------------------------------------

    def _next(self, frage: Frage, befund: Befund, said: Sequence[Fakt], ton: Ton) -> list[Knopf]:
        """Offer more of the same where there is more, and themes not told yet."""
        town = frage.ort
        if befund.nachbar and not self.wissen.themen(frage.beruf, town):
            town = befund.nachbar.ort
        buttons: list[Knopf] = []
        spoken = ton.gesagt | {fact_mark(f) for f in said}
        source = befund.eigene or befund.bundesweit or (befund.nachbar and befund.nachbar.fakten) or ()
        if any(fact_mark(f) not in spoken for f in source):
            buttons.append(
                Knopf("Noch mehr dazu", frage.thema, frage.beruf, frage.ort, frage.stufe, frage.arbeitgeber)
            )
        told = self.erzaehlbar(frage.beruf, town)
        told.pop(frage.thema, None)
        fresh = [t for t, facts in told.items() if any(fact_mark(f) not in spoken for f in facts)] or list(
            told
        )
        start = ton.zug % len(fresh) if fresh else 0
        for thema in (fresh[start:] + fresh[:start])[: 3 - len(buttons)]:
            buttons.append(Knopf(wording.QUESTIONS[thema], thema, frage.beruf, town))
        return buttons

    def erzaehlbar(self, beruf: str, ort: str | None) -> dict[str, list[Fakt]]:
        """Return what would be told of each thema: the town's facts, else the nationwide ones."""
        found: dict[str, list[Fakt]] = {}
        for fact in self.wissen.fakten(beruf, ort) if ort else ():
            found.setdefault(fact.thema, []).append(fact)
        own = set(found)
        for fact in self.wissen.fakten(beruf, None):
            if fact.thema not in own:
                found.setdefault(fact.thema, []).append(fact)
        rank = {thema: number for number, thema in enumerate(MAIN_THEMES)}
        return dict(sorted(found.items(), key=lambda item: rank.get(item[0], len(rank))))
