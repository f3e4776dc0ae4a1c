"""Why packages are not the newest: what requires them, and which of these requirements shut the newest out.

All is derived from requirements.txt, pyproject.toml and the metadata of what is installed.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

Requires = Callable[[str], Iterable[str]]
CAPS = {"<", "<=", "==", "~=", "==="}
"""The operators that can shut a newer version out."""


@dataclass(frozen=True)
class Own:
    """A requirement of pyproject.toml and what the comment above it says."""

    requirement: Requirement
    comment: str = ""


@dataclass(frozen=True)
class Hold:
    """A requirement that shuts a version out; `by` is the package that has it, None for our own."""

    by: str | None
    version: str
    requirement: Requirement
    comment: str = ""

    def __str__(self) -> str:
        """Say it in German, with the comment on it."""
        return f"{self.short} ({self.comment})" if self.comment else self.short

    @property
    def short(self) -> str:
        """Say it in German."""
        who = f"{self.by} {self.version} verlangt" if self.by else "pyproject.toml:"
        return f"{who} {self.requirement.name}{self.requirement.specifier}"


def installed_requires(name: str) -> list[str]:
    """Return the requirements in the metadata of an installed package; there are none if it is not there."""
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []


def read_pins(requirements: str) -> dict[str, str]:
    """Return versions by name: what the text of requirements.txt pins for this platform and Python."""
    pins: dict[str, str] = {}
    for line in requirements.splitlines():
        if not re.match(r"[A-Za-z0-9]", line):
            continue
        wanted = Requirement(line.rstrip(" \\"))
        if wanted.marker is None or wanted.marker.evaluate():
            pins[canonicalize_name(wanted.name)] = next(iter(wanted.specifier)).version
    return pins


def read_own(pyproject: str) -> list[Own]:
    """Return the requirements in the text of pyproject.toml that hold here, those for developers too."""
    own, comment, inside = [], [], False
    for line in map(str.strip, pyproject.splitlines()):
        if re.fullmatch(r"(dependencies|dev) = \[", line):
            inside = True
        elif line == "]":
            inside = False
        elif inside and line.startswith("#"):
            comment.append(line.lstrip("# "))
        elif inside and (quoted := re.fullmatch(r'"(.+)",?', line)):
            wanted = Requirement(quoted[1])
            if wanted.marker is None or wanted.marker.evaluate():
                own.append(Own(wanted, " ".join(comment)))
            comment = []
    return own


class Dependencies:
    """The pinned packages, and what each of them requires here."""

    def __init__(
        self, pins: Mapping[str, str], own: Sequence[Own], requires: Requires = installed_requires
    ) -> None:
        """Follow the requirements from our `own` ones on; `requires` gives those of a package as texts."""
        self.pins, self.own = dict(pins), own
        self.requirements: dict[str, list[Requirement]] = {}
        self.through: dict[str, str] = {}
        """The direct dependency that brings a package: the one the fewest steps away."""
        waiting: deque[tuple[Requirement, str]] = deque(
            (each.requirement, canonicalize_name(each.requirement.name)) for each in own
        )
        seen: set[tuple[str, frozenset[str]]] = set()
        while waiting:
            wanted, direct = waiting.popleft()
            name, extras = canonicalize_name(wanted.name), frozenset(wanted.extras)
            if name not in self.pins or (name, extras) in seen:
                continue
            seen.add((name, extras))
            self.through.setdefault(name, direct)
            known = self.requirements.setdefault(name, [])
            for each in _active(requires(name), extras):
                if str(each) not in map(str, known):
                    known.append(each)
                waiting.append((each, direct))

    def holds(self, name: str, newest: str | None) -> list[Hold]:
        """Return what shuts the version `newest` out, or may shut out some newer one if that is None.

        Others' requirements come first, then our own.
        """
        found = [
            Hold(by, self.pins[by], wanted)
            for by, all_wanted in self.requirements.items()
            for wanted in all_wanted
            if canonicalize_name(wanted.name) == name and _shuts_out(wanted, newest)
        ]
        found += [
            Hold(None, "", own.requirement, own.comment)
            for own in self.own
            if canonicalize_name(own.requirement.name) == name and _shuts_out(own.requirement, newest)
        ]
        return found

    def beneath(self, name: str, newest: Mapping[str, str]) -> Hold | None:
        """Return why a package that holds others is itself held: the last of the chain, or None.

        `newest` are the newest versions of those packages that are old.
        """
        last, seen = None, {name}
        while name in newest and (holds := self.holds(name, newest[name])):
            last = next((hold for hold in holds if hold.by not in seen), None)
            if last is None or last.by is None:
                return last
            name = last.by
            seen.add(name)
        return last

    def conflicts(
        self, requires: Iterable[str], newest: Mapping[str, str]
    ) -> list[tuple[Requirement, str, Hold]]:
        """Return which requirements of a newer version cannot be met: each, its pin, and what holds that."""
        found = []
        for wanted in _active(requires, frozenset()):
            name = canonicalize_name(wanted.name)
            pin = self.pins.get(name)
            if (
                pin
                and name in newest
                and _shuts_out(wanted, pin)
                and (holds := self.holds(name, newest[name]))
            ):
                found.append((wanted, pin, holds[0]))
        return found


def _active(requires: Iterable[str], extras: frozenset[str]) -> list[Requirement]:
    """Return the requirements that hold on this platform with `extras`; what nobody can read is left out."""
    active = []
    for text in requires:
        try:
            wanted = Requirement(text)
        except InvalidRequirement:
            continue
        environments = [{"extra": extra} for extra in extras or {""}]
        if wanted.marker is None or any(map(wanted.marker.evaluate, environments)):
            active.append(wanted)
    return active


def _shuts_out(wanted: Requirement, version: str | None) -> bool:
    if version is None:
        return any(each.operator in CAPS for each in wanted.specifier)
    try:
        return not wanted.specifier.contains(Version(version), prereleases=True)
    except InvalidVersion:
        return False
