"""What is to be learned from messages that counsellors marked while trying the bot out.

Of several marks of one wording the newest verdict counts. Each mark is looked through once: whoever marks a
message again later wants it looked at again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from berufslotse.evaluation.candidates import FALLBACK, LONGEST, Candidate, Sign, doubts, visible
from berufslotse.evaluation.marked import FOREIGN, RIGHT, WRONG, Marked
from berufslotse.evaluation.masking import mask
from berufslotse.language.duplicates import message_key

SAID_WRONG, NOTED, SAID_RIGHT = 40.0, 30.0, 20.0
"""What a mark is worth: more than all signs of a conversation together, which only let guess."""


def marked_candidates(
    marked: Iterable[Marked],
    is_learned: Callable[[str], bool],
    is_reviewed: Callable[[str], bool],
    titles: Mapping[str, str],
) -> Iterator[Candidate]:
    """Yield what is to be looked through of the `marked` messages, each wording once.

    Args:
        marked: in the order of marking.
        is_learned: whether the message with this key is to be left out, whoever marked it.
        is_reviewed: whether a mark (`Candidate.mark`) was looked through.
        titles: what intents are called in German; only those are proposed.
    """
    wordings: dict[str, list[Marked]] = defaultdict(list)
    for one in marked:
        if len(one.text) <= LONGEST and not one.text.startswith("/"):  # a button sends the latter
            wordings[message_key(visible(mask(one.text)))].append(one)
    for key, ones in wordings.items():
        if key and not is_learned(key):
            found = _candidate(key, _fresh(key, ones, is_reviewed), titles)
            if found:
                yield found


def _fresh(key: str, ones: Sequence[Marked], is_reviewed: Callable[[str], bool]) -> Sequence[Marked]:
    """Return those made after the last one that was looked through, the oldest first."""
    newest_first = sorted(ones, key=lambda one: -one.time)
    return list(takewhile(lambda one: not is_reviewed(_mark(key, one)), newest_first))[::-1]


def _candidate(key: str, ones: Sequence[Marked], titles: Mapping[str, str]) -> Candidate | None:
    """Return what one wording with these marks, the oldest first, has to teach."""
    if not ones:
        return None
    judged = next((one for one in reversed(ones) if one.verdict), ones[-1])
    note = " / ".join(dict.fromkeys(filter(None, (visible(mask(one.note)) for one in ones))))
    sign = _sign(judged, note, titles)
    if not sign:
        return None
    ranking = [(name, sure) for name, sure in judged.ranking if name != FALLBACK]
    likely = [sign.proposal or "", *(name for name, _ in ranking)]
    return Candidate(
        key=key,
        text=visible(mask(judged.text)),
        score=sign.weight,
        reason=sign.reason,
        ranking=ranking,
        sure=not _unsure(judged),
        wordings=tuple(dict.fromkeys(judged.wordings)),
        replies=[visible(mask(reply)) for reply in judged.replies if reply],
        proposals=list(dict.fromkeys(name for name in likely if name in titles)),
        times=len(ones),
        note="" if sign.weight == NOTED else note,
        mark=_mark(key, ones[-1]),
    )


def _sign(marked: Marked, note: str, titles: Mapping[str, str]) -> Sign | None:
    if marked.verdict == WRONG:
        return Sign(
            SAID_WRONG, f"In der Shell als falsch markiert{_meaning(marked.intent, titles)}.", marked.intent
        )
    doubtful = _unsure(marked) or (marked.ranking and any(doubts(marked.ranking, titles)))
    if marked.verdict == RIGHT and doubtful:
        reason = "In der Shell als richtig bestätigt, aber der Lotse war nicht sicher."
        return Sign(SAID_RIGHT, reason, marked.intent)
    # Somebody noted it to have it read, even of an answer that was right.
    return Sign(NOTED, f"Notiz aus der Shell: {note}", marked.intent) if note else None


def _meaning(intent: str | None, titles: Mapping[str, str]) -> str:
    if intent == FOREIGN:
        return ", gehört nicht hierher"
    return f", gemeint ist „{titles[intent]}“" if intent and intent in titles else ""


def _unsure(marked: Marked) -> bool:
    return bool(marked.ranking) and marked.ranking[0][0] == FALLBACK


def _mark(key: str, marked: Marked) -> str:
    return f"{key} {marked.time!r}"
