"""`berufslotse review`: walk through messages from which the bot can learn, and write down what they mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml.error import YAMLError

from berufslotse.console.output import console, count, fail, say
from berufslotse.console.review_view import (
    TITLES,
    ask,
    edit,
    remark,
    repeat,
    show,
    show_choices,
    show_themes,
    title,
)
from berufslotse.evaluation.candidates import Candidate, candidates
from berufslotse.evaluation.figures import read_messages
from berufslotse.evaluation.masking import PLACEHOLDER
from berufslotse.evaluation.reviewed import Reviewed
from berufslotse.knowledge.home import PROJECT
from berufslotse.language import nlu_files
from berufslotse.language.duplicates import Lehrsatz, clash, message_key, read_training_messages
from berufslotse.language.marking import MarkeFehler, mark, plain, read_parts, standing
from berufslotse.language.nlu_files import NluDateiFehler

TRAINING = PROJECT / "data" / "nlu"
HELDOUT = PROJECT / "tests" / "language" / "heldout"
OUT_OF_SCOPE = "out_of_scope"
MOST_PROPOSALS = 4
SKIP, BACK, EDIT, ALL, FOREIGN, END = "ü", "z", "e", "a", "n", "q"
SPELLINGS = {"ue": SKIP, "u": SKIP, "ende": END, "exit": END, "quit": END}


def review(most: int) -> None:
    """Walk through the `most` useful messages of the conversations."""
    reviewed = Reviewed()
    try:
        learned = read_training_messages(TRAINING)
        proposed = set(nlu_files.intents(TRAINING))
    except (NluDateiFehler, YAMLError, OSError, KeyError, TypeError) as error:
        fail(f"Die Nachrichten in {TRAINING} lassen sich nicht lesen: {error}")
    titles = {name: TITLES.get(name, name) for name in [*TITLES, *sorted(proposed)] if name in proposed}
    heldout = frozenset(message_key(m.text) for m in read_messages(HELDOUT))
    with console.status("Lese die Gespräche …"):
        known = heldout | {message_key(m.text) for m in learned}
        found = _candidates(lambda key: key in known or key in reviewed, titles, most)
    if not found:
        say("Zurzeit gibt es keine Nachricht, aus der der Lotse etwas lernen könnte.")
        return
    Walk(found, TRAINING, learned, heldout, reviewed, titles).run()


def _candidates(is_known: Callable[[str], bool], titles: Mapping[str, str], most: int) -> list[Candidate]:
    # These import Rasa, which takes seconds.
    from sqlalchemy.exc import SQLAlchemyError

    from berufslotse.serving.conversations import address, open_engine
    from berufslotse.serving.exchanges import exchanges

    try:
        return candidates(exchanges(open_engine(address())), is_known, titles, most)
    except (SQLAlchemyError, OSError) as error:
        # Without its text, in which the address may stand with its password.
        fail(f"Die Gespräche lassen sich nicht lesen ({type(error).__name__}). Stimmt CONVERSATIONS_URL?")


@dataclass(frozen=True)
class Done:
    """A message that was decided on, and the file and line it was written to, if it was."""

    index: int
    learned: tuple[Path, Lehrsatz, str] | None = None


class Walk:
    """One counsellor's way through the candidates. What was accepted is written at once."""

    def __init__(
        self,
        found: Sequence[Candidate],
        folder: Path,
        learned: Sequence[Lehrsatz],
        heldout: Container[str],
        reviewed: Reviewed,
        titles: Mapping[str, str],
    ) -> None:
        """Write to the files of `folder`, which hold `learned`; offer the intents of `titles`.

        `heldout` are the keys of messages that the bot is measured by, and so must not learn.
        """
        self._found = found
        self._folder = folder
        self._learned = list(learned)
        self._heldout = heldout
        self._reviewed = reviewed
        self._titles = titles
        self._done: list[Done] = []

    def run(self) -> None:
        """Walk until the last message, "q", the end of input or Ctrl-C."""
        index: int | None = 0
        try:
            while index is not None:
                index = self._step(index) if index < len(self._found) else self._last()
        except (EOFError, KeyboardInterrupt):
            say("")
        except OSError as error:
            fail(f"Was durchgesehen ist, lässt sich nicht merken ({error.strerror}).")
        finally:
            self._conclude()

    def _step(self, index: int) -> int | None:
        """Show a message, do what is wanted of it, and return the index of the next one."""
        candidate = self._found[index]
        proposals = candidate.proposals[:MOST_PROPOSALS]
        text = candidate.text
        show(candidate, index + 1, len(self._found))
        show_choices([self._titles[name] for name in proposals])
        while True:
            typed = ask("Wahl: ").lower()
            choice = SPELLINGS.get(typed, typed)
            if choice == END:
                return None
            if choice == BACK:
                before = self._take_back()
                if before is not None:
                    return before
            elif choice == SKIP:
                return self._decided(Done(index))
            elif choice == EDIT:
                text = edit(text) or text
                repeat(f"„{text}“")
            elif intent := self._intent(choice, proposals):
                done = self._learn(index, text, intent)
                if done:
                    return self._decided(done)
            elif choice != ALL:
                remark("Bitte eine der Zahlen oder einen der Buchstaben von oben eingeben.")

    def _last(self) -> int | None:
        """Ask whether this was it; return the index of a message to go back to."""
        say("Das war die letzte Nachricht.")
        typed = ask("Enter: fertig, „z“: zurück zu ihr: ").lower()
        return self._take_back() if typed == BACK else None

    def _intent(self, choice: str, proposals: Sequence[str]) -> str | None:
        if choice == FOREIGN:
            return OUT_OF_SCOPE
        if choice != ALL:
            return _numbered(choice, proposals)
        intents = list(self._titles)
        show_themes([self._titles[name] for name in intents])
        while typed := ask("Zahl (Enter: doch nicht): "):
            if intent := _numbered(typed, intents):
                return intent
            remark(f"Bitte eine Zahl von 1 bis {len(intents)}.")
        remark("Gut, dann wieder die Auswahl von oben.")
        return None

    def _learn(self, index: int, text: str, intent: str) -> Done | None:
        """Write the message down and return what was done, or None if it is still to be decided."""
        if PLACEHOLDER.search(text):
            remark("Hier wurde etwas Persönliches ausgelassen. So kann der Lotse daraus nicht lernen.")
            text = edit(text, "Neuer Text (Enter: überspringen): ")
            if not text or PLACEHOLDER.search(text):
                remark("Nicht übernommen.")
                return Done(index)
        try:
            message = plain(text)
            if message_key(message) in self._heldout:
                remark("An dieser Nachricht wird der Lotse gemessen, deshalb lernt er sie nicht.")
                return None
            if other := clash(message, intent, self._learned):
                remark(f"Das lernt der Lotse schon als „{title(other.intent)}“: „{other.text}“")
                return None
            marked = self._marked(message, self._found[index])
            if marked is None:
                return None
            path = nlu_files.file_of(self._folder, intent)
            nlu_files.add(path, intent, marked)
        except (MarkeFehler, NluDateiFehler) as error:
            remark(str(error))
            return None
        lesson = Lehrsatz(message, intent)
        self._learned.append(lesson)
        remark(f"Übernommen als „{title(intent)}“.")
        return Done(index, (path, lesson, marked))

    @staticmethod
    def _marked(message: str, candidate: Candidate) -> str | None:
        """Ask whether beruf and ort are marked rightly; return the marked message, or None to go back."""
        marked = mark(message, standing(message, candidate.wordings))
        while True:
            say("Sind Beruf und Ort so richtig ausgezeichnet?")
            repeat(marked)
            typed = ask("Enter: stimmt, sonst etwa „beruf=Koch, ort=Köln“ oder „keine“: ")
            if not typed:
                return marked
            if typed.lower() == BACK:
                return None
            try:
                marked = mark(message, read_parts(typed))
            except MarkeFehler as error:
                remark(str(error))

    def _decided(self, done: Done) -> int:
        self._done.append(done)
        self._reviewed.add(self._found[done.index].key)
        return done.index + 1

    def _take_back(self) -> int | None:
        """Undo what was decided last, and return the index of that message."""
        if not self._done:
            remark("Davor gibt es nichts.")
            return None
        last = self._done[-1]
        if last.learned:
            path, lesson, marked = last.learned
            try:
                nlu_files.remove(path, lesson.intent, marked)
            except NluDateiFehler as error:
                remark(str(error))
                return None
            self._learned.remove(lesson)
        self._done.pop()
        self._reviewed.discard(self._found[last.index].key)
        return last.index

    def _conclude(self) -> None:
        files = Counter(done.learned[0] for done in self._done if done.learned)
        if not files:
            say("Es wurde nichts übernommen.")
            return
        say(f"{count(files.total(), 'Nachricht', 'Nachrichten')} übernommen:")
        for path, number in sorted(files.items()):
            name = path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path
            say(f"  {name}: {number}")
        say("Was dazukam, zeigt:             git diff data/nlu")
        say("Ob es besser geworden ist, sagt: make evaluate")


def _numbered(typed: str, items: Sequence[str]) -> str | None:
    return items[int(typed) - 1] if typed.isdecimal() and 0 < int(typed) <= len(items) else None
