"""Bringing the names of profiles and official lists together, and making the indexes of names.

What counsellors wrote goes first: an entry of a list whose title is a name of an occupation of theirs is that
occupation, whatever the list calls it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection

from berufslotse.knowledge.compiling import OFFICIAL, OWN, write_state
from berufslotse.knowledge.names import Beruf, NameIndex
from berufslotse.knowledge.places import PlaceIndex, german_index, german_places, small_places
from berufslotse.knowledge.search import STOP
from berufslotse.knowledge.tables import alias, benennung, beruf, namen, ort, profil
from berufslotse.knowledge.text import compact
from berufslotse.knowledge.titles import without_brackets


def settle(connection: Connection, state: Mapping[str, str]) -> None:
    """Bring occupations, their classes, towns and the indexes of names up to the profiles."""
    own = _named(connection, OWN)
    listed = _named(connection, OFFICIAL)
    classes = {
        row.name: (row.feminin, row.klasse)
        for row in connection.execute(select(benennung).order_by(benennung.c.pfad))
    }
    mark = _mark(own, listed, sorted(classes.items()))
    if mark == state.get("namen"):
        return
    names = _exact(own)
    _assign(connection, listed, names)
    _describe(connection, classes)
    _add_places(connection)
    _write_index(connection, 0, NameIndex.of(own))
    further = _further(listed, classes, names)
    further_mark = _mark(further)
    # Making this one takes seconds, and a new profile seldom changes what the lists say.
    if further_mark != state.get("benennungen"):
        _write_index(connection, 1, NameIndex.of(further, _OtherMeaning(german_index())))
    write_state(connection, namen=mark, benennungen=further_mark)


class _OtherMeaning:
    """Short words and names of places, which official lists have as names of occupations by chance."""

    SHORTEST = 4

    def __init__(self, places: PlaceIndex) -> None:
        self._places = places

    def __contains__(self, form: object) -> bool:
        """Whether the compact `form` means something else."""
        return isinstance(form, str) and (
            len(form) < self.SHORTEST or form in STOP or self._places.find_compact(form) is not None
        )


def _write_index(connection: Connection, layer: int, index: NameIndex) -> None:
    connection.execute(delete(namen).where(namen.c.schicht == layer))
    connection.execute(insert(namen), [{"schicht": layer, "inhalt": index.dumps()}])


def _named(connection: Connection, rank: int) -> list[Beruf]:
    """Return the occupations of the profiles of `rank`, as these name them, with the names of all of them."""
    aliases: dict[int, list[str]] = {}
    query = select(alias).join(profil, profil.c.id == alias.c.profil_id).where(profil.c.rang == rank)
    for row in connection.execute(query):
        aliases.setdefault(row.profil_id, []).append(row.name)
    found: dict[str, tuple[str | None, dict[str, None], set[str]]] = {}
    columns = select(profil.c.id, profil.c.name, profil.c.feminin, profil.c.ort).where(profil.c.rang == rank)
    for row in connection.execute(columns.order_by(profil.c.pfad, profil.c.id)):
        feminine, names, towns = found.get(row.name, (None, {}, set()))
        names.update(dict.fromkeys(aliases.get(row.id, ())))
        found[row.name] = (feminine or row.feminin, names, towns | {row.ort or ""})
    return [
        Beruf(name, feminine, tuple(names), tuple(sorted(towns)))
        for name, (feminine, names, towns) in sorted(found.items())
    ]


def _mark(*what: object) -> str:
    parts = repr(what)
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


def _exact(berufe: Iterable[Beruf]) -> dict[str, str]:
    """Return which occupation each name, in compact form, stands for; titles go before aliases."""
    berufe = list(berufe)
    names: dict[str, str] = {}
    for each in berufe:
        for title in (each.name, each.feminin):
            names.setdefault(compact(title or each.name), each.name)
    for each in berufe:
        for other in each.aliase:
            names.setdefault(compact(other), each.name)
    return names


def _owner(name: str, feminine: str | None, names: Mapping[str, str]) -> str:
    return names.get(compact(name)) or names.get(compact(feminine or name)) or name


def _assign(connection: Connection, listed: list[Beruf], names: Mapping[str, str]) -> None:
    """Give the profiles of official lists to the occupations that they are of, and forget empty ones."""
    ids = {row.name: row.id for row in connection.execute(select(beruf.c.name, beruf.c.id))}
    rows = []
    for each in listed:
        owner = _owner(each.name, each.feminin, names)
        if owner not in ids:
            ids[owner] = max(ids.values()) + 1
            connection.execute(insert(beruf), [{"id": ids[owner], "name": owner}])
        rows.append({"n": each.name, "b": ids[owner]})
    if rows:
        where = (profil.c.name == bindparam("n")) & (profil.c.rang == OFFICIAL)
        connection.execute(update(profil).where(where).values(beruf_id=bindparam("b")), rows)
    connection.execute(delete(beruf).where(beruf.c.id.notin_(select(profil.c.beruf_id))))


def _describe(connection: Connection, classes: Mapping[str, tuple[str | None, str]]) -> None:
    """Set the female titles and the official classes of all occupations."""
    by_name: dict[str, str] = {}
    for name, (feminine, class_) in sorted(classes.items(), key=lambda item: "(" in item[0]):
        for title in (name, feminine or name, without_brackets(name)):
            by_name.setdefault(compact(title), class_)
    titles: dict[int, tuple[str | None, list[str]]] = {}
    query = select(beruf.c.id, beruf.c.name, profil.c.name.label("genannt"), profil.c.feminin)
    query = query.join(profil, profil.c.beruf_id == beruf.c.id).order_by(profil.c.rang, profil.c.id)
    others = select(profil.c.beruf_id, alias.c.name).join(alias, alias.c.profil_id == profil.c.id)
    aliases: dict[int, list[str]] = {}
    for row in connection.execute(others.where(profil.c.rang == OWN).order_by(alias.c.name)):
        aliases.setdefault(row.beruf_id, []).append(row.name)
    for row in connection.execute(query):
        feminine, names = titles.setdefault(row.id, (None, [row.name]))
        # A list's female title fits only the list's own male one.
        fits = row.feminin if row.genannt == row.name else None
        titles[row.id] = (feminine or fits, [*names, row.genannt, row.feminin or row.genannt])
    rows = [
        {
            "i": number,
            "f": feminine,
            "k": next((by_name[c] for n in names if (c := compact(n)) in by_name), None),
        }
        for number, (feminine, titled) in titles.items()
        for names in [[*titled, *aliases.get(number, ())]]
    ]
    change = update(beruf).where(beruf.c.id == bindparam("i"))
    if rows:
        connection.execute(change.values(feminin=bindparam("f"), klasse=bindparam("k")), rows)


def _further(
    listed: list[Beruf], classes: Mapping[str, tuple[str | None, str]], names: Mapping[str, str]
) -> list[Beruf]:
    """Return what official lists call occupations, under the names that the knowledge has for these."""
    found = [(each, _owner(each.name, each.feminin, names)) for each in listed]
    known = {
        **_exact(Beruf(owner, None, (each.name, each.feminin or each.name)) for each, owner in found),
        **names,
    }
    for name, (feminine, _) in sorted(classes.items()):
        plain = (without_brackets(name), without_brackets(feminine or name))
        each = Beruf(
            name,
            feminine,
            () if plain[0] == name else plain,
        )
        found.append((each, _owner(name, feminine, known)))
    return [
        each
        if each.name == owner
        else Beruf(owner, None, (each.name, *filter(None, [each.feminin]), *each.aliase))
        for each, owner in found
    ]


def _add_places(connection: Connection) -> None:
    """Add the towns of profiles that are in no list of larger ones, with coordinates where known."""
    towns = connection.execute(select(profil.c.ort).where(profil.c.ort.isnot(None)).distinct()).scalars()
    unknown = sorted(town for town in towns if german_index().find(town) is None)
    connection.execute(delete(ort))
    places = [*german_places(), *small_places(unknown)]
    connection.execute(insert(ort), [vars(place) for place in places])
