"""`berufslotse review`: walk through messages from which the bot can learn, and write down what they mean."""

from __future__ import annotations

import sys
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ruamel.yaml.error import YAMLError

from berufslotse.console.output import console, fail, say
from berufslotse.console.prompting import ask
from berufslotse.console.review_end import conclude
from berufslotse.console.review_start import find
from berufslotse.console.review_view import (
    TITLES,
    edit,
    remark,
    repeat,
    show,
    show_choices,
    show_themes,
    title,
)
from berufslotse.evaluation.candidates import Candidate
from berufslotse.evaluation.figures import read_messages
from berufslotse.evaluation.last_walk import Accepted, LastWalk
from berufslotse.evaluation.masking import PLACEHOLDER
from berufslotse.evaluation.reviewed import Reviewed
from berufslotse.knowledge.home import PROJECT
from berufslotse.language import nlu_files
from berufslotse.language.duplicates import Lehrsatz, clash, message_key, read_training_messages
from berufslotse.language.marking import MarkeFehler, mark, plain, read_parts, standing
from berufslotse.language.nlu_files import NluDateiFehler
from berufslotse.serving.training import model_path

TRAINING = PROJECT / "data" / "nlu"
HELDOUT = PROJECT / "tests" / "language" / "heldout"
OUT_OF_SCOPE = "out_of_scope"
MOST_PROPOSALS = 4
SKIP, BACK, EDIT, ALL, FOREIGN, END = "ü", "z", "e", "a", "n", "q"
SPELLINGS = {"ue": SKIP, "u": SKIP, "ende": END, "exit": END, "quit": END}


def review(most: int, measuring: bool) -> None:
    """Walk through the `most` useful messages; then measure if wanted, or ask whether it is."""
    reviewed = Reviewed()
    try:
        learned = read_training_messages(TRAINING)
        proposed = set(nlu_files.intents(TRAINING))
    except (NluDateiFehler, YAMLError, OSError, KeyError, TypeError) as error:
        fail(f"Die Nachrichten in {TRAINING} lassen sich nicht lesen: {error}")
    titles = {name: TITLES.get(name, name) for name in [*TITLES, *sorted(proposed)] if name in proposed}
    heldout = frozenset(message_key(m.text) for m in read_messages(HELDOUT))
    with console.status("Lese die Gespräche …"):
        found = find(heldout | {message_key(m.text) for m in learned}, reviewed, titles, most)
    if not found:
        say("Zurzeit gibt es keine Nachricht, aus der der Lotse etwas lernen könnte.")
        return
    before = model_path(PROJECT)
    record = LastWalk()
    walk = Walk(found, TRAINING, learned, heldout, reviewed, titles, record)
    try:
        in_order = walk.run()
    except OSError as error:
        conclude(walk.accepted, reviewed, record, before, measuring=False)
        fail(f"Was durchgesehen ist, lässt sich nicht merken ({error.strerror}).")
    asked = None if in_order and sys.stdin.isatty() else False
    conclude(walk.accepted, reviewed, record, before, True if measuring and in_order else asked)


@dataclass(frozen=True)
class Done:
    """A message that was decided on, and what was written down of it, if anything was."""

    index: int
    learned: tuple[Accepted, Lehrsatz] | None = None
    keys: Sequence[str] = ()
    """By these it is remembered as looked through."""


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
        record: LastWalk,
    ) -> None:
        """Write to the files of `folder`, which hold `learned`; offer the intents of `titles`.

        `heldout` are the keys of messages that the bot is measured by, and so must not learn. `record` is
        told what is accepted.
        """
        self._found = found
        self._folder = folder
        self._learned = list(learned)
        self._heldout = heldout
        self._reviewed = reviewed
        self._titles = titles
        self._record = record
        self._done: list[Done] = []

    @property
    def accepted(self) -> list[Accepted]:
        """What was written into the training files and not taken back."""
        return [done.learned[0] for done in self._done if done.learned]

    def run(self) -> bool:
        """Walk until the last message, "q" or the end of input, and return True; at Ctrl-C return False.

        Raises:
            OSError: it cannot be written down what was looked through.
        """
        index: int | None = 0
        try:
            while index is not None:
                index = self._step(index) if index < len(self._found) else self._last()
        except EOFError:
            say("")
        except KeyboardInterrupt:
            say("")
            return False
        return True

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
        return Done(index, (Accepted(path, intent, marked, self._new_keys(index)), lesson))

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

    def _new_keys(self, index: int) -> Sequence[str]:
        return [key for key in self._found[index].reviewed_as if key not in self._reviewed]

    def _decided(self, done: Done) -> int:
        done = replace(done, keys=self._new_keys(done.index))
        self._done.append(done)
        if done.learned:
            self._record.keep(self.accepted)
        self._reviewed.add(*done.keys)
        return done.index + 1

    def _take_back(self) -> int | None:
        """Undo what was decided last, and return the index of that message."""
        if not self._done:
            remark("Davor gibt es nichts.")
            return None
        last = self._done[-1]
        if last.learned:
            accepted, lesson = last.learned
            try:
                nlu_files.remove(accepted.path, accepted.intent, accepted.message)
            except NluDateiFehler as error:
                remark(str(error))
                return None
            self._learned.remove(lesson)
        self._done.pop()
        if last.learned:
            self._record.keep(self.accepted)
        self._reviewed.discard(*last.keys)
        return last.index


def _numbered(typed: str, items: Sequence[str]) -> str | None:
    return items[int(typed) - 1] if typed.isdecimal() and 0 < int(typed) <= len(items) else None
