"""Answers that rank (where an occupation pays most, which one does in a town) and name what is akin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from berufslotse.knowledge import wording
from berufslotse.knowledge.answers import LUECKE, RUECKFRAGE, Antwort, Knopf
from berufslotse.knowledge.asking import asks_for_least
from berufslotse.knowledge.figures import LEVELS, NO_FIGURE, kilometres
from berufslotse.knowledge.kinship import kin
from berufslotse.knowledge.lookup import nearest_towns
from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.payroll import Posten, amount, picture, ranked, unlike
from berufslotse.knowledge.store import Wissen
from berufslotse.knowledge.telling import Ton

MOST_RANKED = 5
MOST_NEAR = 3


def near(wissen: Wissen, beruf: Beruf, town: str) -> Antwort:
    """Name the towns closest to `town` from which there are facts about `beruf`."""
    found = nearest_towns(wissen, beruf.name, town)[:MOST_NEAR]
    if not found:
        return Antwort(
            f"Über {beruf.name} habe ich nur Fakten für ganz Deutschland, keine aus einzelnen Städten.",
            art=LUECKE,
        )
    told = [f"{t} ({kilometres(d)})" if d is not None else f"{t} (Entfernung unbekannt)" for t, d in found]
    own = f"aus {town} selbst und " if town in beruf.orte else ""
    text = f"Über {beruf.name} habe ich Fakten {own}aus der Nähe von {town}: {wording.listing(told)}."
    return Antwort(text, (), [Knopf(t, "overview", beruf.name, t) for t, _ in found])


def rank_towns(wissen: Wissen, beruf: Beruf, stufe: str | None, asked: str) -> Antwort:
    """Rank the towns by what `beruf` pays there, within one level."""
    posts = [Posten(fact.ort, fact) for fact in wissen.gehaelter(beruf.name) if fact.ort]
    return _ranking(
        posts,
        stufe,
        asked,
        who=f"als {beruf.name}",
        among="den Städten, aus denen ich Zahlen habe",
        none=f"Zum Gehalt als {beruf.name} habe ich keine Zahlen aus Städten, ordnen kann ich da nichts.",
        button=lambda town: Knopf(f"Mehr zu {town}", "gehalt", beruf.name, town),
    )


def rank_berufe(wissen: Wissen, town: str, stufe: str | None, asked: str) -> Antwort:
    """Rank the occupations by what they pay in `town`, within one level."""
    posts = [Posten(fact.beruf, fact) for fact in wissen.gehaelter(None, town)]
    return _ranking(
        posts,
        stufe,
        asked,
        who=f"in {town}",
        among=f"den Berufen in {town}, zu denen ich Zahlen habe",
        none=f"Zum Gehalt habe ich keine Zahlen aus {town}, ordnen kann ich da nichts.",
        button=lambda beruf: Knopf(f"Mehr zu {beruf}", "gehalt", beruf, town),
    )


def ask_town(wissen: Wissen, ton: Ton) -> Antwort:
    """Ask for which town occupations are to be ranked."""
    towns = [town for town, _ in wissen.orte()[:3]]
    text = ton.wahl(
        f"In welcher Stadt? Du kannst jede nennen, zum Beispiel {wording.listing(towns, 'oder')}.",
        f"In welcher Stadt? Sie können jede nennen, zum Beispiel {wording.listing(towns, 'oder')}.",
    )
    return Antwort(text, (), [Knopf(town, "follow_up", None, town) for town in towns], art=RUECKFRAGE)


def _ranking(
    posts: Sequence[Posten],
    stufe: str | None,
    asked: str,
    *,
    who: str,
    among: str,
    none: str,
    button: Callable[[str], Knopf],
) -> Antwort:
    level, order = ranked(posts, stufe)
    lines = []
    if stufe and not order:
        lines.append(f"Eigens {NO_FIGURE[stufe]} habe ich dazu keine Zahlen.")
        level, order = ranked(posts, None)
    if not order:
        return Antwort(none, art=LUECKE)
    least = asks_for_least(asked)
    shown = order[::-1][:MOST_RANKED] if least else order[:MOST_RANKED]
    if len(order) == 1:
        lines.append(f"Zum Gehalt {who} habe ich {LEVELS[level]} nur eine Zahl, daraus wird keine Rangfolge:")
        lines.append(f"– {shown[0].titel}: {amount(shown[0].zahl)}")
    else:
        most = "am wenigsten" if least else "am meisten"
        lines.append(f"{wording.capital(who)} verdient man {LEVELS[level]} {most}, unter {among}:")
        lines += [f"{rank}. {post.titel}: {amount(post.zahl)}" for rank, post in enumerate(shown, start=1)]
        lines.append("Geordnet ist nach der Mitte der Spanne; wo sie offen ist, nach der genannten Zahl.")
        remark = unlike(shown)
        if remark:
            lines.append(remark)
    facts = [post.fakt for post in shown]
    drawn = partial(picture, f"Gehalt {who}", shown)
    return Antwort("\n".join(lines), facts, [button(post.titel) for post in shown[:3]], drawn)


def akin(wissen: Wissen, beruf: Beruf, town: str | None) -> Antwort:
    """Name the occupations akin to `beruf`, and in what."""
    found = kin(wissen, beruf)
    if not found:
        return Antwort(f"Zu {beruf.name} kenne ich keinen verwandten Beruf.", art=LUECKE)
    lines = [f"Mit {beruf.name} verwandt sind von den Berufen, die ich kenne:"]
    lines += [f"– {each.beruf}: {each.grund}" for each in found]
    here = set(wissen.berufe_in(town)) if town else set()
    names = sorted((each.beruf for each in found), key=lambda name: name not in here)[:3]
    return Antwort(
        "\n".join(lines),
        (),
        [Knopf(wording.capital(name), "overview", name, town if name in here else None) for name in names],
    )
