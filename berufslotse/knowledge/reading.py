"""Reading YAML files that people edit, and naming every fault with file, line and field, in German."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from ruamel.yaml.reader import ReaderError

from berufslotse.knowledge.faults import describe, quoted

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Fehler:
    """One fault in one file; `zeile` counts from 1."""

    datei: Path
    zeile: int
    feld: str
    meldung: str

    def __str__(self) -> str:
        """Return the fault as one line."""
        feld = f" {self.feld}:" if self.feld else ""
        return f"{self.datei}, Zeile {self.zeile}:{feld} {self.meldung}"


@dataclass(frozen=True)
class Dateiart:
    """What a kind of file is called in a message, what it holds, and how many bytes are read at most."""

    name: str
    inhalt: str
    bytes: int


def read_model(path: Path, model: type[T], art: Dateiart) -> tuple[T | None, list[Fehler]]:
    """Read a file as `model`; return that, or None and what is wrong with the file."""
    try:
        size = path.stat().st_size
        if size > art.bytes:
            return None, [
                Fehler(
                    path,
                    1,
                    "",
                    f"{size // 1024} KB sind zu groß für {art.name}; erlaubt sind {art.bytes // 1024} KB.",
                )
            ]
        raw = path.read_bytes()
    except FileNotFoundError:
        return None, [Fehler(path, 1, "", "Die Datei lässt sich nicht lesen, es gibt sie nicht.")]
    except OSError as error:
        return None, [Fehler(path, 1, "", f"Die Datei lässt sich nicht lesen ({error.strerror}).")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, [
            Fehler(path, line, "", "Hier steht ein Zeichen, das nicht UTF-8 ist. Bitte als UTF-8 speichern.")
        ]
    return _parse(path, text, model, art)


class _Constructor(SafeConstructor):
    """Leaves dates as text, so that a wrong one is found by the schema, with its field."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def _load(text: str) -> Any:
    yaml = YAML(typ="safe")
    yaml.Constructor = _Constructor
    return yaml.load(text)


def _parse(path: Path, text: str, model: type[T], art: Dateiart) -> tuple[T | None, list[Fehler]]:
    try:
        data = _load(text)
    except DuplicateKeyError as error:
        return None, [Fehler(path, _line(error), "", f"{_twice(text, error)} steht zweimal da.")]
    except MarkedYAMLError as error:
        return None, [
            Fehler(
                path,
                _line(error),
                "",
                "Das ist kein gültiges YAML. Bitte Einrückung, Doppelpunkte und Anführungszeichen prüfen.",
            )
        ]
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return None, [Fehler(path, line, "", "Hier steht ein Zeichen, das in YAML nicht erlaubt ist.")]
    except (YAMLError, ValueError) as error:
        return None, [Fehler(path, 1, "", f"Das ist kein gültiges YAML ({error}).")]
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        return None, [Fehler(path, 1, "", f"Hier wird {art.name} erwartet: {art.inhalt}.")]
    try:
        return model.parse_obj(data), []
    except ValidationError as error:
        root = compose(text)
        return None, [_translate(path, root, model, item) for item in error.errors()]


def _line(error: MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 1


def _twice(text: str, error: MarkedYAMLError) -> str:
    mark = error.problem_mark
    lines = text.splitlines()
    key = re.match(r"\w+", lines[mark.line][mark.column :]) if mark and mark.line < len(lines) else None
    return f"Das Feld {quoted(key.group())}" if key else "Dieses Feld"


def _translate(path: Path, root: Node, model: type[BaseModel], item: Mapping[str, Any]) -> Fehler:
    loc = tuple(part for part in item["loc"] if part != "__root__")
    field, says = describe(model, loc, _node_at(root, loc), item)
    return Fehler(path, line_of(root, loc), field, says)


def compose(text: str) -> Node:
    """Return the nodes of a YAML text, which know their lines."""
    return YAML(typ="safe", pure=True).compose(text)


def line_of(node: Node, loc: Iterable[Any]) -> int:
    """Return the line of the field at `loc`, or of the nearest one around it that exists."""
    line = node.start_mark.line + 1
    for part in loc:
        child = _child(node, part)
        if child is None:
            break
        key, node = child
        line = key.start_mark.line + 1
    return line


def _node_at(node: Node, loc: Iterable[Any]) -> Node | None:
    for part in loc:
        child = _child(node, part)
        if child is None:
            return None
        node = child[1]
    return node


def _child(node: Node, part: Any) -> tuple[Node, Node] | None:
    if isinstance(node, MappingNode):
        return next(((k, v) for k, v in node.value if k.value == part), None)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None
