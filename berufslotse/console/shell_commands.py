"""What a counsellor can do in the shell besides talking: mark, note, look up, begin anew, save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rapidfuzz import process

from berufslotse.console.explanation import about, facts_of
from berufslotse.console.profile_view import show_profile
from berufslotse.console.prompting import YES, ask
from berufslotse.console.review_view import MOST_GUESSES, TITLES, show_themes, title
from berufslotse.console.shell_view import ShellView, Stil
from berufslotse.console.speaking import offers
from berufslotse.console.transcript import Zug, render
from berufslotse.evaluation.marked import FOREIGN, RIGHT, WRONG, Marked, MarkedFile
from berufslotse.knowledge.text import compact

HELP = (
    (":richtig", "Die letzte Nachricht wurde richtig verstanden."),
    (":falsch", "Sie wurde falsch verstanden; du wählst, was gemeint war."),
    (":notiz …", "Eine Anmerkung zur letzten Antwort, etwa „klingt zu hart“."),
    (":warum", "Warum der Lotse so geantwortet hat (im Terminal auch F2)."),
    (":quelle", "Die Quellen der letzten Antwort mit Adresse."),
    (":profil", "Was im Profil steht und in welcher Datei; auch „:profil Koch, Köln“."),
    (":neu", "Ein neues Gespräch, in dem der Lotse von diesem nichts weiß."),
    (":speichern", "Das Gespräch als Datei, etwa „:speichern protokoll.md“."),
    (":hilfe", "Diese Übersicht."),
    (":ende", "Aufhören (auch „ende“ oder Strg-D)."),
)
NAMES = tuple(line.split()[0] for line, _ in HELP)
NOTHING_YET = "Dazu braucht es erst eine Antwort des Lotsen."
AS_UNDERSTOOD = (
    "So hat der Lotse es schon verstanden. Stimmt die Antwort nicht, hilft „:notiz …“ oder eine Änderung im "
    "Profil, „:profil“ nennt die Datei."
)
LOOK_THROUGH = "Beim nächsten „berufslotse review“ kommt es vor."
NOT_HERE = ("gehört nicht dazu", "n")
CHOICES = tuple(name for name in TITLES if name != FOREIGN)
"""The intents that `:falsch` offers, by their number."""


@dataclass
class Sitzung:
    """What was said since the shell began, and the number of the conversation it is in."""

    zuege: list[Zug]
    gespraech: int = 1

    @property
    def letzter(self) -> Zug | None:
        """Return the last exchange of this conversation."""
        last = self.zuege[-1] if self.zuege else None
        return last if last and last.gespraech == self.gespraech else None


class Befehle:
    """Carries out the commands that begin with a colon."""

    def __init__(
        self,
        sitzung: Sitzung,
        view: ShellView,
        forget: Callable[[], None],
        marks: MarkedFile,
        asking: Callable[[str], str] = ask,
    ) -> None:
        """Work on `sitzung`, keep marks in `marks`, call `forget` for a new conversation.

        `asking` returns what is typed after a prompt.
        """
        self._sitzung = sitzung
        self._view = view
        self._forget = forget
        self._marks = marks
        self._ask = asking
        self._commands: dict[str, Callable[[str], None]] = {
            ":richtig": self._right,
            ":falsch": self._wrong,
            ":notiz": self._note,
            ":warum": lambda _: self.explain(),
            ":quelle": self._sources,
            ":profil": self._profile,
            ":neu": self._new,
            ":speichern": self._save,
            ":hilfe": self._help,
        }

    def run(self, typed: str) -> None:
        """Carry out what was typed, which begins with a colon."""
        name, _, rest = typed.partition(" ")
        command = self._commands.get(name.lower())
        if command:
            command(rest.strip())
            return
        close = process.extractOne(name.lower(), NAMES, score_cutoff=70)
        meant = f"Meinst du „{close[0]}“?" if close else "Alle Befehle zeigt „:hilfe“."
        self._view.remark(f"„{name}“ gibt es hier nicht. {meant}")

    def explain(self) -> None:
        """Show why the last answer is as it is."""
        last = self._last()
        if last:
            self._view.opened(last.erklaerung)

    def _last(self) -> Zug | None:
        last = self._sitzung.letzter
        if last is None:
            self._view.remark(NOTHING_YET)
        return last

    # -- marking -----------------------------------------------------------------------------------

    def _right(self, _: str) -> None:
        last = self._markable()
        if last:
            intent = _guess(last)
            what = f": {title(intent)}" if intent else ""
            self._mark(last, RIGHT, intent, f"Als richtig vermerkt{what}.")

    def _wrong(self, typed: str) -> None:
        last = self._markable()
        if last is None:
            return
        intent = _intent(typed, CHOICES) if typed else self._choose()
        if typed and intent is None:
            self._view.remark(
                f"„{typed}“ ist kein Thema und keine Art. Ohne Zusatz zeigt „:falsch“ die Liste."
            )
        elif intent and intent == _taken_for(last):
            self._view.remark(AS_UNDERSTOOD)
        elif intent:
            meant = "dass es nicht hierher gehört" if intent == FOREIGN else f"gemeint: {title(intent)}"
            self._mark(last, WRONG, intent, f"Als falsch vermerkt, {meant}. {LOOK_THROUGH}")

    def _choose(self) -> str | None:
        """Let the counsellor say what was meant; return None if they would rather not."""
        last = self._sitzung.letzter
        self._view.remark(f"Was war gemeint mit „{last.text if last else ''}“?")
        if self._view.stil is Stil.REICH:
            show_themes([title(name) for name in CHOICES])
            self._view.remark("   n  gehört nicht dazu")
        else:  # two columns are read aloud as one line
            for number, name in enumerate(CHOICES, 1):
                self._view.labelled(str(number), title(name))
            self._view.labelled("n", "gehört nicht dazu")
        self._guesses(last)
        while typed := self._ask("Zahl oder n (Enter: doch nicht): "):
            if intent := _intent(typed, CHOICES):
                return intent
            self._view.remark(f"Bitte eine Zahl von 1 bis {len(CHOICES)} oder „n“.")
        self._view.remark("Gut, nichts vermerkt.")
        return None

    def _guesses(self, last: Zug | None) -> None:
        """Name the numbers of what the bot itself found likely, so that nobody has to search the list."""
        ranking = last.exchange.ranking if last and last.exchange else ()
        likely = [name for name, _ in ranking if name in CHOICES][:MOST_GUESSES]
        if likely:
            named = ", ".join(f"{CHOICES.index(name) + 1} {title(name)}" for name in likely)
            self._view.remark(f"Für den Lotsen am ehesten: {named}")

    def _note(self, text: str) -> None:
        last = self._last()
        if last and not text:
            self._view.remark("Schreib die Notiz gleich dahinter, etwa „:notiz klingt zu hart“.")
        elif last:
            last.notizen.append(text)
            self._keep(last, "Notiert.")

    def _markable(self) -> Zug | None:
        last = self._last()
        if last and last.knopf:
            self._view.remark(
                "Das war ein Knopf, da gab es nichts zu verstehen. Eine „:notiz …“ geht auch hier."
            )
            return None
        return last

    def _mark(self, last: Zug, verdict: str, intent: str | None, said: str) -> None:
        last.urteil, last.gemeint = verdict, intent
        self._keep(last, said)

    def _keep(self, last: Zug, said: str) -> None:
        seen = last.exchange
        marked = Marked(
            text=last.text,
            verdict=last.urteil,
            intent=last.gemeint,
            note="; ".join(last.notizen),
            ranking=seen.ranking if seen else (),
            wordings=seen.wordings if seen else (),
            replies=[message.text for message in last.antwort],
            time=last.zeit.timestamp(),
        )
        try:
            self._marks.add(marked)
        except OSError as error:
            self._view.remark(f"{self._marks.path} lässt sich nicht schreiben ({error.strerror}).")
            return
        self._view.remark(said)

    # -- looking up --------------------------------------------------------------------------------

    def _sources(self, _: str) -> None:
        last = self._last()
        if last is None:
            return
        facts = facts_of(last.exchange) if last.exchange else []
        sources = dict.fromkeys((fact["quelle"], fact["url"]) for fact in facts)
        for name, url in sources:
            self._view.labelled("Quelle", f"{name}, {url}")
        if not sources:
            self._view.remark("Die letzte Antwort beruht auf keinem Fakt, sie hat keine Quelle.")

    def _profile(self, typed: str) -> None:
        beruf, _, ort = (part.strip() for part in typed.partition(","))
        if not typed:
            last = self._last()
            if last is None:
                return
            names = about(last.exchange) if last.exchange else {}
            beruf, ort = names.get("beruf", ""), names.get("ort", "")
        if beruf:
            show_profile(self._view, beruf, ort or None)
        else:
            self._view.remark("Von welchem Beruf? Etwa „:profil Koch, Köln“.")

    # -- the conversation --------------------------------------------------------------------------

    def _new(self, _: str) -> None:
        self._forget()
        self._sitzung.gespraech += 1
        self._view.remark("Neues Gespräch.")

    def _save(self, typed: str) -> None:
        if not self._sitzung.zuege:
            self._view.remark("Es gibt noch nichts zu speichern.")
            return
        now = datetime.now()
        path = Path(typed)
        try:
            path = _file(typed, f"protokoll-{now:%Y-%m-%d-%H%M}.md")
            if path.exists() and not self._may_overwrite(path):
                self._view.remark("Nicht gespeichert.")
                return
            path.touch(mode=0o600)
            path.write_text(render(self._sitzung.zuege, f"Gespräch vom {now:%d.%m.%Y}"), encoding="utf-8")
        except FileNotFoundError:
            self._view.remark(f"Den Ordner {path.parent} gibt es nicht.")
        except (OSError, ValueError, RuntimeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "kein gültiger Name"
            self._view.remark(f"{path} lässt sich nicht schreiben ({reason}).")
        else:
            self._view.remark(f"Gespeichert: {path}")

    def _may_overwrite(self, path: Path) -> bool:
        return self._ask(f"{path} gibt es schon. Überschreiben? [j/N] ").lower() in YES

    def _help(self, _: str) -> None:
        for name, text in HELP:
            self._view.labelled(name, text)
        last = self._sitzung.letzter
        if last and offers(last.antwort):
            self._view.remark("Eine Zahl oder die Pfeiltaste nach unten wählt einen Vorschlag.")


def _file(typed: str, default: str) -> Path:
    """Return the file that is meant: in a folder the `default`, and with .md if it has no ending.

    Raises:
        OSError, ValueError, RuntimeError: there can be no such file.
    """
    path = Path(typed or default).expanduser()
    if path.is_dir():
        path /= default
    return path if path.suffix else path.with_suffix(".md")


def _guess(last: Zug) -> str | None:
    """Return the intent that the bot found likeliest, be it sure or not."""
    ranking = last.exchange.ranking if last.exchange else ()
    return next((name for name, _ in ranking if name in TITLES), None)


def _taken_for(last: Zug) -> str | None:
    """Return the intent that a message was answered as."""
    return last.exchange.intent if last.exchange else None


def _intent(typed: str, names: Sequence[str] = ()) -> str | None:
    """Return the intent that is meant by its number, its German title or its name."""
    if typed.isdecimal() and 0 < int(typed) <= len(names):
        return names[int(typed) - 1]
    if compact(typed) in {compact(name) for name in NOT_HERE}:
        return FOREIGN
    called = {compact(name): intent for intent, shown in TITLES.items() for name in (intent, shown)}
    return called.get(compact(typed))
