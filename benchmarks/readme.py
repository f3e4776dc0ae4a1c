"""What the benchmarks share: naming the machine, and putting a table between the markers of a README.md."""

from __future__ import annotations

import os
import platform
import re
from datetime import date
from pathlib import Path

BEGIN, END = "<!-- table -->", "<!-- end -->"


def machine(software: str = f"Python {platform.python_version()}") -> str:
    """Return what the figures were measured on, and when."""
    info = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.*)", info.read_text()) if info.exists() else None
    name = model.group(1) if model else platform.processor()
    return f"{name}, {os.cpu_count()} cores, {software}, {date.today().isoformat()}"


def write_table(folder: Path, text: str) -> None:
    """Put `text` between the markers of `folder`'s README.md."""
    readme = folder / "README.md"
    head, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    tail = rest.partition(END)[2]
    readme.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", encoding="utf-8")
