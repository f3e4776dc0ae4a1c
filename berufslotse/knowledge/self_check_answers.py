"""What the bot says in a self-check: its statements, and what to make of the answers.

No score and no verdict: five sentences about an occupation do not measure a person.
"""

from __future__ import annotations

from collections.abc import Sequence

from berufslotse.knowledge import wording
from berufslotse.knowledge.answers import LUECKE, Antwort, Antwortgeber, Knopf
from berufslotse.knowledge.lookup import nearest_towns
from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.self_check import (
    ANSWERS,
    DAFUER,
    DAGEGEN,
    ENDE,
    START,
    TEILS,
    WEITER,
    Selbstcheck,
)
from berufslotse.knowledge.store import Fakt
from berufslotse.knowledge.telling import Ton, fact_mark

Anrede = tuple[str, str]
"""A wording for du and one for Sie."""

INTENT = "self_check"
TITLES = {DAFUER: "Eher dafür", TEILS: "Teils, teils", DAGEGEN: "Eher dagegen", ENDE: "Aufhören"}
RESUME, AGAIN = "Weiter mit dem Selbst-Check", "Noch einmal"

_QUESTIONS: Sequence[Anrede] = (
    (
        "Wenn du an dich denkst: Spricht das eher für den Beruf oder eher dagegen?",
        "Wenn Sie an sich denken: Spricht das eher für den Beruf oder eher dagegen?",
    ),
    (
        "Ist das für dich eher ein Grund dafür oder eher einer dagegen?",
        "Ist das für Sie eher ein Grund dafür oder eher einer dagegen?",
    ),
    (
        "Wie ist das bei dir, spricht es eher dafür oder eher dagegen?",
        "Wie ist das bei Ihnen, spricht es eher dafür oder eher dagegen?",
    ),
)
_TAKEN: dict[str, Sequence[str]] = {
    DAFUER: ("Eher dafür, ist notiert.", "Gut, das spricht also eher dafür.", "Also eher dafür."),
    TEILS: ("Teils, teils, auch das zählt.", "Gut, das bleibt offen.", "Also mal so, mal so."),
    DAGEGEN: ("Eher dagegen, ist notiert.", "Gut, das spricht also eher dagegen.", "Also eher dagegen."),
}
_GROUPS = {DAFUER: "Eher dafür sprach:", DAGEGEN: "Eher dagegen sprach:", TEILS: "Noch offen ist:"}
_ONLY_FOR: Anrede = (
    "Dass dich das anspricht, ist gut zu wissen. Ob der Beruf der richtige ist, können wenige Sätze "
    "aber nicht zeigen: Sie lassen aus, wie sich ein gewöhnlicher Tag anfühlt, wie es im Team zugeht und "
    "was auf Dauer Kraft kostet. Ein Tag zum Mitgehen oder ein Praktikum zeigt dir mehr.",
    "Dass Sie das anspricht, ist gut zu wissen. Ob der Beruf der richtige ist, können wenige Sätze "
    "aber nicht zeigen: Sie lassen aus, wie sich ein gewöhnlicher Tag anfühlt, wie es im Team zugeht und "
    "was auf Dauer Kraft kostet. Ein Tag zum Mitgehen oder ein Praktikum zeigt Ihnen mehr.",
)
_ONLY_AGAINST: Anrede = (
    "Das muss noch nichts entscheiden, denn die Sätze zeigen nur einen Ausschnitt. Frag dich, was davon "
    "dich jeden Tag stören würde und womit du leben könntest; von Betrieb zu Betrieb kann es verschieden "
    "sein. Bleibt es beim Nein, ist auch das eine gute Auskunft. Dann frag mich gern nach ähnlichen "
    "Berufen.",
    "Das muss noch nichts entscheiden, denn die Sätze zeigen nur einen Ausschnitt. Fragen Sie sich, was "
    "davon Sie jeden Tag stören würde und womit Sie leben könnten; von Betrieb zu Betrieb kann es "
    "verschieden sein. Bleibt es beim Nein, ist auch das eine gute Auskunft. Dann fragen Sie mich gern "
    "nach ähnlichen Berufen.",
)
_SOME_AGAINST: Anrede = (
    "Bei dem, was dagegen spricht, lohnt sich die Frage: Würde es jeden Tag Gewicht haben, oder könntest "
    "du gut damit leben? Wer in dem Beruf arbeitet, kann dir sagen, wie oft es vorkommt, und von Betrieb "
    "zu Betrieb kann es verschieden sein.",
    "Bei dem, was dagegen spricht, lohnt sich die Frage: Würde es jeden Tag Gewicht haben, oder könnten "
    "Sie gut damit leben? Wer in dem Beruf arbeitet, kann Ihnen sagen, wie oft es vorkommt, und von "
    "Betrieb zu Betrieb kann es verschieden sein.",
)
_ALL_OPEN: Anrede = (
    "Noch offen zu sein, ist in Ordnung: Aus Sätzen lässt sich das schwer sagen. Helfen kann, jemanden aus "
    "dem Beruf nach dem letzten Arbeitstag zu fragen, einen Tag mitzugehen oder ein Praktikum zu machen "
    "und danach noch einmal auf diese Punkte zu schauen.",
    "Noch offen zu sein, ist in Ordnung: Aus Sätzen lässt sich das schwer sagen. Helfen kann, jemanden aus "
    "dem Beruf nach dem letzten Arbeitstag zu fragen, einen Tag mitzugehen oder im Betrieb zu hospitieren "
    "und danach noch einmal auf diese Punkte zu schauen.",
)
_SOME_OPEN: Anrede = (
    "Was offen ist, klärt sich am ehesten vor Ort: Nimm diese Punkte als Fragen mit, wenn du jemanden aus "
    "dem Beruf triffst oder ein Praktikum machst. Dort siehst du auch, was diese Sätze auslassen.",
    "Was offen ist, klärt sich am ehesten vor Ort: Nehmen Sie diese Punkte als Fragen mit, wenn Sie "
    "jemanden aus dem Beruf treffen oder einen Tag mitgehen. Dort sehen Sie auch, was diese Sätze "
    "auslassen.",
)
_NOT_YOU: Anrede = (
    "Die Aussagen beschreiben den Beruf allgemein, nicht dich. Entscheiden kannst nur du.",
    "Die Aussagen beschreiben den Beruf allgemein, nicht Sie. Entscheiden können nur Sie.",
)


def opening(check: Selbstcheck, beruf: Beruf, ton: Ton) -> str:
    """Return what is said before the first statement."""
    count, title = wording.NUMBERS[len(check.aussagen)], beruf.title(ton.weiblich)
    return ton.wahl(
        f"Gern, hier kommen nacheinander {count} Aussagen über den Beruf {title}. Richtig oder falsch gibt "
        "es nicht. Du kannst jederzeit aufhören oder zwischendurch etwas anderes fragen.",
        f"Gern, hier kommen nacheinander {count} Aussagen über den Beruf {title}. Richtig oder falsch gibt "
        "es nicht. Sie können jederzeit aufhören oder zwischendurch etwas anderes fragen.",
    )


def taken(answer: str, ton: Ton) -> str:
    """Return how an answer is taken up, so that somebody who was misread notices."""
    return wording.pick(_TAKEN[answer], ton.zug)


def changed(check: Selbstcheck, mark: str, answer: str) -> str:
    """Return how an answer to an earlier statement is taken up."""
    number = check.marken.index(mark) + 1
    return f"Zu Aussage {number} habe ich jetzt notiert: {TITLES[answer].lower()}."


def resuming(beruf: Beruf, ton: Ton) -> str:
    """Return what is said before going on after something else."""
    return f"Gut, weiter mit dem Selbst-Check zum Beruf {beruf.title(ton.weiblich)}."


def unclear(ton: Ton) -> str:
    """Return the question what a yes or no means, as a statement can speak for or against the occupation."""
    return ton.wahl(
        "Damit ich dich richtig verstehe: eher dafür oder eher dagegen?",
        "Damit ich Sie richtig verstehe: eher dafür oder eher dagegen?",
    )


def statement(check: Selbstcheck, ton: Ton, lead: str) -> Antwort:
    """Put the open statement after `lead`, with buttons to answer."""
    assert check.offen
    index = check.marken.index(check.offen)
    fact = check.aussagen[index]
    heading = f"Aussage {index + 1} von {len(check.aussagen)}{_whence(check, fact)}:"
    question = ton.wahl(*_QUESTIONS[index % len(_QUESTIONS)])
    buttons = [button(check, TITLES[answer], answer, check.offen) for answer in (*ANSWERS, ENDE)]
    return Antwort(f"{lead}\n{heading} {fact.text}\n{question}", [fact], buttons)


def _whence(check: Selbstcheck, fact: Fakt) -> str:
    """Return of where a statement holds, unless it is of the place asked about."""
    if fact.ort == check.ort:
        return ""
    return f" (aus {fact.ort})" if fact.ort else " (bundesweit)"


def button(check: Selbstcheck, title: str, answer: str, mark: str | None = None) -> Knopf:
    """Return a button of the check; it names occupation and statement, so an old one cannot hit another."""
    return Knopf(title, INTENT, check.beruf, check.ort, antwort=answer, aussage=mark)


def summary(check: Selbstcheck, beruf: Beruf, source: Antwortgeber, ton: Ton, lead: str = "") -> Antwort:
    """Repeat the facts by how they were answered, and say what that can mean and what not."""
    title = beruf.title(ton.weiblich)
    weighed = ton.wahl("So hast du", "So haben Sie")
    lines = [f"{lead} {weighed} die Aussagen zum Beruf {title} gewichtet:".strip()]
    told: list[Fakt] = []
    for answer, heading in _GROUPS.items():
        facts = check.group(answer)
        if facts:
            lines += [heading, *(f"– {fact.text}" for fact in facts)]
            told += facts
    lines += [ton.wahl(*_thought(check)), ton.wahl(*_NOT_YOU)]
    return Antwort("\n".join(lines), told, _after(check, beruf, source))


def _thought(check: Selbstcheck) -> Anrede:
    given = {answer for answer in ANSWERS if check.group(answer)}
    if given == {DAFUER}:
        return _ONLY_FOR
    if given == {DAGEGEN}:
        return _ONLY_AGAINST
    if DAGEGEN in given:
        return _SOME_AGAINST
    return _ALL_OPEN if given == {TEILS} else _SOME_OPEN


def _after(check: Selbstcheck, beruf: Beruf, source: Antwortgeber) -> list[Knopf]:
    """Offer what helps most now: how hard it is to those in favour, else the day's work, and the way in."""
    wanted = ["herausforderungen", "einstieg", "aufgaben", "anforderungen", "arbeitsmarkt"]
    if check.group(DAGEGEN) or not check.group(DAFUER):
        wanted = ["aufgaben", "herausforderungen", "einstieg", "anforderungen", "arbeitsmarkt"]
    known = source.erzaehlbar(beruf.name, check.ort)
    spoken = set(check.marken)
    fresh = [t for t in wanted if any(fact_mark(f) not in spoken for f in known.get(t, ()))]
    themes = (fresh + [t for t in wanted if t in known and t not in fresh])[:2]
    return [
        *(Knopf(wording.QUESTIONS[t], t, beruf.name, check.ort) for t in themes),
        button(check, AGAIN, START),
        Knopf("Mit jemandem sprechen", "human"),
    ]


def nothing_answered(beruf: Beruf, ort: str | None, source: Antwortgeber, ton: Ton) -> Antwort:
    """Take it that somebody stops before the first answer."""
    lead = ton.wahl(
        "Alles klar, dann lassen wir das. Frag mich gern etwas anderes.",
        "In Ordnung, dann lassen wir das. Fragen Sie mich gern etwas anderes.",
    )
    return Antwort(lead, (), _themes(beruf, ort, source))


def over(check: Selbstcheck, beruf: Beruf, source: Antwortgeber, ton: Ton) -> Antwort:
    """Say that the check has ended, to a button of it that was pressed again."""
    text = f"Der Selbst-Check zum Beruf {beruf.title(ton.weiblich)} ist schon zu Ende. " + ton.wahl(
        "Wenn du magst, gehen wir die Aussagen noch einmal durch.",
        "Wenn Sie mögen, gehen wir die Aussagen noch einmal durch.",
    )
    return Antwort(text, (), [button(check, AGAIN, START), *_themes(beruf, check.ort, source)[:2]])


def not_running(
    beruf: Beruf, ort: str | None, other: Selbstcheck | None, source: Antwortgeber, ton: Ton
) -> Antwort:
    """Say that no check on `beruf` is running; `other` is one on another occupation that is."""
    title = beruf.title(ton.weiblich)
    text = f"Zum Beruf {title} läuft gerade kein Selbst-Check."
    start = source.selbstcheck(beruf.name, ort)
    if start:
        text += ton.wahl(" Wenn du magst, fangen wir einen an.", " Wenn Sie mögen, fangen wir einen an.")
    buttons = [start] if start else []
    if other:
        buttons.append(button(other, f"{RESUME}: {other.beruf}"[:40], WEITER))
    return Antwort(text, (), [*buttons, *_themes(beruf, ort, source)[:2]])


def too_few(beruf: Beruf, ort: str | None, source: Antwortgeber, ton: Ton) -> Antwort:
    """Say that the facts do not make a check, and offer what is known."""
    title = beruf.title(ton.weiblich)
    text = (
        f"Für einen Selbst-Check weiß ich über den Beruf {title} leider zu wenig: Mit so wenigen Fakten "
        "käme nichts Ehrliches heraus. "
        + ton.wahl("Fragen kannst du mich aber dies:", "Fragen können Sie aber dies:")
    )
    return Antwort(text, (), _themes(beruf, ort, source), art=LUECKE)


def _themes(beruf: Beruf, ort: str | None, source: Antwortgeber) -> list[Knopf]:
    town, known = ort, list(source.erzaehlbar(beruf.name, ort))
    if not known:
        town = nearest_towns(source.wissen, beruf.name, ort)[0][0]
        known = list(source.erzaehlbar(beruf.name, town))
    return [Knopf(wording.QUESTIONS[t], t, beruf.name, town) for t in known[:3]]
