"""Reading what somebody types instead of pressing a button of the self-check.

Exact spellings of short messages only: a longer one may be a question, and a guess would put words into
somebody's mouth.
"""

from __future__ import annotations

import re

from berufslotse.knowledge.self_check import DAFUER, DAGEGEN, ENDE, TEILS, WEITER
from berufslotse.knowledge.text import fold


def _spelled(answers: dict[str, str]) -> dict[str, str]:
    return {fold(spelling): answer for answer, line in answers.items() for spelling in line.split(", ")}


_CLEAR = _spelled(
    {
        DAFUER: "eher dafür, ja eher dafür, spricht dafür, spricht eher dafür, eher ein punkt dafür",
        TEILS: "teils teils, mal so mal so",
        DAGEGEN: "eher dagegen, nein eher dagegen, spricht dagegen, spricht eher dagegen, "
        "eher ein punkt dagegen",
        WEITER: "weiter, weiter gehts, weiter geht s, weiter geht es, mach weiter, machen wir weiter, "
        "weitermachen, weiter machen, weiter im text, weiter mit dem selbst check, weiter mit dem "
        "selbstcheck, weiter mit dem check, weiter mit dem test, weiter bitte, bitte weiter, machen sie "
        "weiter, nächste aussage, die nächste aussage, nächste frage",
        ENDE: "selbst check beenden, selbstcheck beenden, check beenden, test beenden, test abbrechen, "
        "selbst check abbrechen, check abbrechen",
    }
)
"""Spellings that mean the self-check as long as one is open."""

_WHILE_WAITING = _spelled(
    {
        DAFUER: "dafür, bin dafür, eher für, eher pro, voll dafür, ganz klar dafür, klar dafür, ja, jo, "
        "joa, jup, jap, jep, jepp, jawohl, jau, yes, jaja, ja ja, eher ja, ja eher, ja klar, klar, na "
        "klar, ja schon, schon, eher schon, ja gern, gern, gerne, passt, passt zu mir, passt gut, würde "
        "passen, mag ich, gefällt mir, find ich gut, gut, auf jeden fall, auf jeden, ja auf jeden fall, ja "
        "voll, voll, total, ja total, plus, +, positiv, 1, a, daumen hoch",
        TEILS: "teils, halb halb, sowohl als auch, mittel, so mittel, fifty fifty, kommt drauf an, kommt "
        "darauf an, beides, weiß nicht, weiß ich nicht, weiß nich, weiß net, keine ahnung, ka, kp, kein "
        "plan, jein, unentschieden, egal, mir egal, neutral, vielleicht, schwer zu sagen, unsicher, bin "
        "unsicher, bin mir unsicher, nicht sicher, bin mir nicht sicher, geht so, so lala, naja, na ja, "
        "weder noch, weder dafür noch dagegen, ich weiß es nicht, weis nich, 2, b",
        DAGEGEN: "dagegen, bin dagegen, eher gegen, eher kontra, voll dagegen, ganz klar dagegen, klar "
        "dagegen, nein, ne, nee, nö, nope, naa, no, nö eher nicht, nee eher nicht, ne eher nicht, nicht, "
        "nichts, nix, eher nicht, eher nich, eher net, eher nein, nein eher nicht, nicht so, nicht "
        "wirklich, nicht unbedingt, lieber nicht, gar nicht, überhaupt nicht, auf keinen fall, "
        "passt nicht, passt nicht zu mir, passt nicht so, passt eher nicht, mag ich nicht, gefällt mir "
        "nicht, schlecht, minus, negativ, 3, c, daumen runter",
        WEITER: "nächste, die nächste, nächster, überspringen, skip, auslassen",
        ENDE: "aufhören, aufhörn, stopp, stop, halt, abbrechen, abbruch, beenden, ende, schluss, "
        "schluss jetzt, genug, reicht, reicht mir, es reicht, "
        "ich will aufhören, ich möchte aufhören, will aufhören, 4, d",
    }
)
"""Spellings that mean an answer only where a statement was the last thing said."""

_SIGNS = {"👍": "daumen hoch", "👎": "daumen runter", "🤷": "weiß nicht", "✅": "ja", "❌": "nein"}
_BEFORE = re.compile(
    r"^(?:(?:hm+|mh+|ahm|ah|oh|ach|also|naja|na ja|tja|puh|ok|okay|ehrlich gesagt|"
    r"ich (?:finde?|denke?|glaube?|meine?|sage?|wurde? sagen)|(?:fur|bei) mich|bei mir|"
    r"(?:das|dat|des|es) (?:ist|is|ware?|war)|das|dat|des|es|da|ich)\s+)+(?=\w)"
)
_AFTER = re.compile(
    r"(?<=\w)(?:\s+(?:(?:wurde? |tat )?ich (?:wurde? |mal )?(?:sagen|meinen)|finde? ich|denke? ich|"
    r"glaube? ich|bei mir|fur mich|halt|eben|wohl|so|bitte|danke))+$"
)


_REASON = re.compile(r"(?: weil| denn| da| wegen| obwohl| aber) .+$")


def read_answer(text: str, waiting: bool) -> str | None:
    """Return which answer, going on or stopping `text` means, or None for anything else.

    `waiting` says that a statement was the last thing said, so that a bare "ja" or "2" means it.
    """
    if "?" in text:
        return None
    for sign, words in _SIGNS.items():
        text = text.replace(sign, f" {words} ")
    plain = " ".join(re.sub(r"[^\w+]+", " ", fold(text)).split())
    plain = re.sub(r"([a-z])\1{2,}", r"\1", plain)
    tries = (plain, _BEFORE.sub("", plain), _AFTER.sub("", plain), _AFTER.sub("", _BEFORE.sub("", plain)))
    for spelling in tries:
        found = _CLEAR.get(spelling) or (_WHILE_WAITING.get(spelling) if waiting else None)
        if found:
            return found
    # "Eher dagegen, weil ich nachts schlafen will": the answer is plain, whatever its reason.
    return _CLEAR.get(_REASON.sub("", tries[1])) if waiting else None
