"""The npm packages that the folders of the project pin, and why some are not the newest."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from berufslotse.console.indexes import newest_of_npm

Found = tuple[str, str, str | None, str, Sequence[str], str]
"""Name, pin, newest version, folder, reasons, and what can be done without one."""


def audit_npm(project: Path, folders: Sequence[str]) -> list[Found]:
    """Return the packages that package.json names in `folders`; raises as `newest_of_npm` does.

    One reason can be derived: the newest does not run on the Node that package.json promises.
    """
    found: list[Found] = []
    for folder in folders:
        told = json.loads((project / folder / "package.json").read_text(encoding="utf-8"))
        locked = json.loads((project / folder / "package-lock.json").read_text(encoding="utf-8"))
        promised = told.get("engines", {}).get("node", "")
        for name, wanted in sorted(
            {**told.get("dependencies", {}), **told.get("devDependencies", {})}.items()
        ):
            pin = locked["packages"][f"node_modules/{name}"]["version"]
            newest, engines = newest_of_npm(name)
            if newest == pin:
                found.append((name, pin, None, folder, (), ""))
                continue
            reasons = []
            if not runs_on(engines, promised):
                reasons.append(f"braucht Node {engines}, {folder}/package.json verspricht {promised}")
            mend = f"könnte neu sein: {folder}/package.json nennt {wanted}"
            found.append((name, pin, newest, folder, reasons, mend))
    return found


def runs_on(engines: str, promised: str) -> bool:
    """Whether something that needs the Node versions `engines` runs on the oldest that is `promised`.

    Both are ranges as npm writes them, like "^20.19.0 || >=22"; only the major versions are compared.
    """
    oldest = re.search(r"\d+", promised)
    if oldest is None:
        return True
    alternatives = [each.strip() for each in engines.split("||")]
    return any(_takes(each, int(oldest[0])) for each in alternatives)


def _takes(alternative: str, major: int) -> bool:
    least = re.search(r"\d+", alternative)
    if least is None or alternative.startswith("<"):
        return True
    return int(least[0]) <= major if alternative.startswith(">") else int(least[0]) == major
