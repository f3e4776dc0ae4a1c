"""What an answer rests on: how the message was understood, which facts were told, and which were left out.

It is kept with the answer, as metadata `auskunft` of Rasa's event, for the shell, the report and the review.
"""

from __future__ import annotations

from typing import Any

from actions.context import Kontext
from berufslotse.knowledge.answers import Antwort

NAMES = ("beruf", "ort", "stufe", "arbeitgeber")
MESSAGE, CONVERSATION = "nachricht", "gespraech"
MOST_LEFT_OUT = 5


def explain(answer: Antwort, kontext: Kontext) -> dict[str, Any]:
    """Return the kind of answer, what it is about and whence that is known, its facts, and facts left out."""
    about = {name: getattr(kontext, name) for name in ("thema", *NAMES)}
    explained = {
        "art": answer.sorte,
        "ueber": {name: value for name, value in about.items() if value},
        "herkunft": {name: _origin(name, kontext) for name, value in about.items() if value},
        "fakten": [
            {
                "text": f.text,
                "thema": f.thema,
                "ort": f.ort,
                "quelle": f.quelle.titel,
                "url": f.quelle.url,
                # A comparison or a ranking tells of more than one occupation.
                **({"beruf": f.beruf} if f.beruf != kontext.beruf else {}),
            }
            for f in answer.fakten
        ],
        "ausgelassen": [f.text for f in answer.ausgelassen[:MOST_LEFT_OUT]],
        "weitere": len(answer.ausgelassen),
    }
    return {name: value for name, value in explained.items() if value}


def _origin(name: str, kontext: Kontext) -> str:
    """Return whether the message itself says `name`, or the conversation before it."""
    if name == "thema":
        said = kontext.thema in {kontext.absicht, kontext.zweites_thema}
    elif name == "ort":
        said = bool(kontext.genannt & {"ort", "gebiet"})
    else:
        said = name in kontext.genannt
    return MESSAGE if said else CONVERSATION
