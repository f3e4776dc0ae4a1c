"""What tests of `berufslotse shell` share: exchanges as the bot keeps them, and a shell beside the running bot."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from berufslotse.console.explanation import explain
from berufslotse.console.shell_commands import Befehle, Sitzung
from berufslotse.console.shell_view import Stil
from berufslotse.console.speaking import Nachricht, Vorschlag
from berufslotse.console.transcript import Zug
from berufslotse.evaluation.marked import MarkedFile
from berufslotse.knowledge.home import PROJECT, knowledge_url
from berufslotse.serving.exchanges import Exchange, Reply
from berufslotse.serving.processes import Adressen

COMMAND = str(Path(sys.executable).parent / "berufslotse")
QUESTION = "Was verdient eine Erzieherin in Köln?"
THEN = datetime(2026, 11, 28, 9, 30)
NOW = THEN.timestamp()
SURE = (("gehalt", 0.93), ("arbeitsmarkt", 0.04))
UNSURE = (("nlu_fallback", 0.5), ("gehalt", 0.35), ("aufgaben", 0.3))
ENTITIES = {"names": (("beruf", "Erzieher"), ("ort", "Köln")), "wordings": (("beruf", "Erzieherin"), ("ort", "Köln"))}  # fmt: skip
FACT = {
    "text": "Wer anfängt, bekommt 2.800 Euro.",
    "thema": "gehalt",
    "ort": "Köln",
    "quelle": "Kitas in Köln",
    "url": "https://www.beispiel.de/koeln",
}
ABOUT = {"thema": "gehalt", "beruf": "Erzieher", "ort": "Köln"}


def told(about: Mapping[str, str] = ABOUT, origin: str = "nachricht", **more: Any) -> Reply:
    """A composed answer; all that it is about came from `origin` unless `herkunft` says otherwise."""
    auskunft = {"art": "auskunft", "ueber": about, "herkunft": dict.fromkeys(about, origin), "fakten": [FACT]}
    return Reply("Es sind 2.800 Euro.", None, {**auskunft, **more}, NOW + 0.03)


def fixed(name: str = "utter_greet") -> Reply:
    """An answer from the domain."""
    return Reply("Hallo, ich bin der Berufslotse.", name, None, NOW + 0.01)


def exchange(*replies: Reply, ranking: Sequence[tuple[str, float]] = SURE, **more: Any) -> Exchange:
    """What is kept of a question and its answers."""
    values = {"text": QUESTION, "chosen": False, "names": (), **more}
    return Exchange("shell-1", "rest", NOW, ranking=ranking, replies=replies, **values)


def move(
    text: str = QUESTION,
    *said: str,
    kept: Exchange | None = None,
    offered: Sequence[str] = (),
    **more: Any,
) -> Zug:
    """Something said to the bot, and what it `said`."""
    buttons = [Vorschlag(title, f"/{number}") for number, title in enumerate(offered)]
    texts = said or ("Es sind 2.800 Euro.",)
    answer = [Nachricht(each, buttons if each == texts[-1] else ()) for each in texts]
    return Zug(text, answer, explain(kept, 0.02), kept, THEN, **more)


def beside(addresses: Adressen, home: Path) -> dict[str, str]:
    """The settings of a shell that speaks with the bot at `addresses` and keeps what it keeps in `home`."""
    return {
        "PORT": str(addresses.port),
        "ACTIONS_PORT": str(addresses.actions_port),
        "BERUFSLOTSE_HOME": str(home),
        "KNOWLEDGE_URL": knowledge_url(),
        "PYTHONPATH": str(PROJECT),
        "CONVERSATIONS_URL": os.environ["CONVERSATIONS_URL"],
    }


class View:
    """Remembers what would be shown."""

    def __init__(self, stil: Stil) -> None:
        self.stil = stil
        self.said: list[str] = []

    def remark(self, text: str) -> None:
        self.said.append(text)

    heading = remark

    def labelled(self, label: str, text: str) -> None:
        self.said.append(f"{label}: {text}")

    def opened(self, explained: Any) -> None:
        self.said.append(f"erklärt: {explained.kurz}")


class Tisch:
    """A counsellor before the shell; `typed` is what she answers when she is asked."""

    def __init__(self, folder: Path) -> None:
        self.typed: list[str] = []
        self.asked: list[str] = []
        self.forgotten = 0
        self.marks = MarkedFile(folder / "heim" / "markiert.jsonl")
        self.sitzung = Sitzung([])
        self.view = View(Stil.TEXT)
        self._befehle = Befehle(self.sitzung, self.view, self._forget, self.marks, self._ask)

    def run(self, command: str, *typed: str) -> str:
        """Type `command`, and return what is shown."""
        self.typed, self.asked, self.view.said = list(typed), [], []
        self._befehle.run(command)
        assert not self.typed, "not all of it was asked for"
        return "\n".join(self.view.said)

    def marked(self) -> list[tuple[str, str | None, str | None, str]]:
        return [(each.text, each.verdict, each.intent, each.note) for each in self.marks.read()]

    def _forget(self) -> None:
        self.forgotten += 1

    def _ask(self, prompt: str) -> str:
        self.asked.append(prompt)
        return self.typed.pop(0)
