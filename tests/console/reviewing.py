"""What tests of `berufslotse review` share: a counsellor at a table, and conversations to look through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from berufslotse.console import review_end
from berufslotse.console.review import Walk
from berufslotse.evaluation.candidates import Candidate
from berufslotse.evaluation.figures import Message, Verdict
from berufslotse.evaluation.last_walk import LastWalk
from berufslotse.evaluation.measuring import Change
from berufslotse.evaluation.reviewed import Reviewed
from berufslotse.knowledge.home import PROJECT
from berufslotse.language.duplicates import message_key, read_training_messages
from berufslotse.serving.tracker_store import ConversationStore

TITLES = {"gehalt": "Gehalt", "aufgaben": "Aufgaben", "out_of_scope": "Anderes Gebiet"}
NLU = 'version: "3.1"\nnlu:\n- intent: {}\n  examples: |\n    - {}\n'
KNOWN = "was bekommt man da so im monat raus"
MODEL = Path("models/vorher.tar.gz")
HELDOUT = frozenset([message_key("Davon lernt er nicht.")])
NOW = 1_790_000_000.0


MARKED = "wat kriegste als [koch](beruf) in [kölle](ort)"


def candidate(text: str = "wat kriegste als koch in kölle", **more: Any) -> Candidate:
    values: dict[str, Any] = {
        "key": message_key(text),
        "text": text,
        "score": 3.0,
        "reason": "Der Lotse war nicht sicher, was gemeint ist.",
        "ranking": [("gehalt", 0.35), ("aufgaben", 0.2)],
        "sure": False,
        "wordings": [("beruf", "koch"), ("ort", "kölle"), ("anrede", "du")],
        "replies": ["Das habe ich nicht verstanden. Meinst du eines davon?"],
        "proposals": ["gehalt", "aufgaben"],
    }
    return Candidate(**{**values, **more})


def verdict(text: str, meant: str, understood: str, sure: float = 0.8) -> Verdict:
    """What the bot made of a message."""
    rest = "gehalt" if understood == "aufgaben" else "aufgaben"
    return Verdict(Message(text, meant, frozenset()), ((understood, sure), (rest, 1 - sure)), frozenset())


OLD = [verdict("was kriegt er", "gehalt", "gehalt"), verdict("was macht er", "aufgaben", "gehalt")]
WORSE = Change([verdict("was kriegt er", "gehalt", "aufgaben"), OLD[1]], OLD)
BETTER = Change([OLD[0], verdict("was macht er", "aufgaben", "aufgaben")], OLD)


class Table:
    """Three small training files, and a counsellor who types what she was told to."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder / "nlu"
        self.folder.mkdir()
        self.home = folder / "heim"
        self.file = self.home / "durchgesehen.txt"
        for intent, text in (("gehalt", KNOWN), ("aufgaben", "was tut man da"), ("out_of_scope", "wetter")):
            (self.folder / f"{intent}.yml").write_text(NLU.format(intent, text), encoding="utf-8")
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def walk(
        self,
        typed: list[str | type[BaseException]],
        *found: Candidate,
        measuring: bool | None = False,
        change: Change | BaseException | None = None,
    ) -> str:
        """Walk through `found` and return what was shown; after the last of `typed` the input ends.

        `change` is what is measured, or what comes in between; without it nothing may be measured.
        """
        answers = iter(typed)

        def answer(prompt: str = "") -> str:
            print(prompt)
            value = next(answers, EOFError)
            if isinstance(value, str):
                return value
            raise value

        def measure(before: Path) -> Change:
            assert change and before == MODEL
            if isinstance(change, BaseException):
                raise change
            return change

        self._monkeypatch.setattr("builtins.input", answer)
        self._monkeypatch.setattr(review_end, "measure", measure)
        learned, reviewed, record = read_training_messages(self.folder), self.reviewed, self.record
        walk = Walk(found or [candidate()], self.folder, learned, HELDOUT, reviewed, TITLES, record)
        walk.run()
        review_end.conclude(walk.accepted, reviewed, record, MODEL, measuring)
        assert next(answers, None) is None, "not all of it was asked for"
        return self._capsys.readouterr().out

    @property
    def reviewed(self) -> Reviewed:
        return Reviewed(self.file)

    @property
    def record(self) -> LastWalk:
        return LastWalk(self.home / "letzte-durchsicht.json")

    def added(self, intent: str) -> list[str]:
        lines = (self.folder / f"{intent}.yml").read_text(encoding="utf-8").splitlines()
        return [line.removeprefix("    - ") for line in lines[5:]]


def said(text: str, at: float, first: str, **more: Any) -> Event:
    ranking = [{"name": first, "confidence": 0.4}, {"name": "gehalt", "confidence": 0.35}]
    parsed = {"intent": ranking[0], "intent_ranking": ranking, "entities": more.pop("entities", [])}
    return UserUttered(text, parse_data=parsed, timestamp=NOW + at, input_channel="website", **more)


UNSURE = {"auskunft": {"art": "unsicher"}}
COOK = [{"entity": "beruf", "value": "Trickfilmzeichner", "wortlaut": "trickfilmer"}]
TALK = (
    said("wat jibbet als trickfilmer in kölle so rüber", 0, "nlu_fallback", entities=COOK),
    BotUttered("Das habe ich nicht sicher verstanden.", {}, UNSURE, timestamp=NOW + 1),
    said("/gehalt{}", 9, "gehalt", entities=[{"entity": "gemeint", "value": "wat jibbet als trickfilmer in kölle so rüber"}], metadata={"shown": "Was verdient man?"}),
    BotUttered("Viel.", {}, {}, timestamp=NOW + 10),
    said("schnurzpiepegal ob dat rumst oder knallt", 20, "nlu_fallback"),
    BotUttered("Das war mir nicht klar.", {}, UNSURE, timestamp=NOW + 21),
    said("danke", 30, "nlu_fallback"),
)  # fmt: skip


async def keep(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVERSATIONS_URL", url)
    store = ConversationStore(Domain.empty())
    await store.save(DialogueStateTracker.from_events("website-anna", list(TALK)))


def changed(copy: Path) -> Iterator[tuple[str, bytes, bytes]]:
    for path in sorted(copy.iterdir()):
        before = (PROJECT / "data" / "nlu" / path.name).read_bytes()
        if path.read_bytes() != before:
            yield path.name, before, path.read_bytes()
