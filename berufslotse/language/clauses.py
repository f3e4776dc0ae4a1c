"""The part of a message that asks.

"Hallo, danke schon mal. Was verdient man da?" is a question about pay and no greeting, and "Was macht man da
und was verdient man?" asks twice. So a message of several clauses is looked at clause by clause as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import softmax

from berufslotse.knowledge.schema import Thema

THEMEN = frozenset(thema.value for thema in Thema)
TALK = frozenset(["greet", "thanks", "goodbye", "affirm", "deny"])
"""What people say before or after a question."""

SURE = 0.7
"""From this confidence a clause counts as a question of its own."""

LONG = 25
"""In a story of so many words its only question counts as much as all of it."""

TINY = 1e-6
MOST = 12
"""So many clauses are looked at, from the end: that is where people ask."""

_ENDS = re.compile(r"(?<=[.!?…\n])\s+|\n+|,?\s+\b(?:und|sowie|ausserdem)\b\s+(?=\w+\W+\w+)")
_QUESTION_WORD = (
    r"(?:(?:in|an|auf|mit|zu|von|bei|fur|uber|nach|ab|seit) )?"
    r"(?:was|wie|wieviel|wo|woher|wohin|wann|warum|wieso|weshalb|wer|wen|wem|wessen|welch\w*"
    r"|wo(?:r?(?:an|auf|aus|bei|durch|fur|gegen|in|mit|nach|ruber|von|vor|zu)))"
)
_CONNECTIVES = r"^\W*(?:(?:und|aber|also|denn|ja|ok(?:ay)?) )*"
_OPEN_QUESTION = re.compile(rf"{_CONNECTIVES}{_QUESTION_WORD}\b")
_QUESTION = re.compile(
    rf"{_CONNECTIVES}(?:{_QUESTION_WORD}|kann|muss|darf|soll|gibt|ist|sind|hat|haben|brauche?t?|verdient|macht"
    r"|lohnt|passt|bin|werde|wird|geht)\b|\?\s*$"
)
_BRIEF = 6
"""A clause of so few words shares the question word of the one before ("... und das Gehalt?")."""


@dataclass(frozen=True)
class Reading:
    """What a message asks: the confidence for each label, shape (labels,), and the thema asked besides."""

    confidences: np.ndarray
    second: str | None = None


def split(folded: str) -> list[str]:
    """Return the clauses of a folded message; a message of one clause gives none."""
    parts = [part.strip() for part in _ENDS.split(folded) if part and part.strip()]
    return [part for part in parts if " " in part][-MOST:] if len(parts) > 1 else []


def read(labels: Sequence[str], whole: np.ndarray, clauses: Sequence[str], parts: np.ndarray) -> Reading:
    """Bring together the confidences of message and clauses; `parts` has shape (clauses, labels)."""
    tops = [(clause, labels[int(row.argmax())], row) for clause, row in zip(clauses, parts, strict=True)]
    sure = [(clause, name, row) for clause, name, row in tops if row.max() >= SURE and name not in TALK]
    questions = [row for clause, _, row in sure if _QUESTION.search(clause)]
    if questions and labels[int(whole.argmax())] in TALK:
        whole = questions[-1]
    elif len(questions) == 1 and sum(len(clause.split()) for clause in clauses) >= LONG:
        whole = softmax(np.log(whole + TINY) + np.log(questions[0] + TINY))
    asked: dict[str, np.ndarray] = {}
    for clause, name, row in sure:
        shares = bool(asked) and len(clause.split()) <= _BRIEF
        if name in THEMEN and (_OPEN_QUESTION.search(clause) or shares):
            asked.setdefault(name, row)
    if len(asked) == 2 and labels[int(whole.argmax())] in asked:
        (_, first), (second, _) = asked.items()
        return Reading(first, second)
    return Reading(whole)
