"""What the logs say, and what they never say: nothing that people wrote.

Exceptions are logged by type and places, since their values may hold what was being worked at. Of the events
of structlog, which Rasa logs with messages in them, only names and numbers are kept, and of a warning in the
midst of a request only its kind. Who asks Rasa for DEBUG is shown its events whole, and told so. With
BERUFSLOTSE_LOG=json each line is one JSON object. Known without importing Rasa.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
import warnings
from collections.abc import Mapping, MutableMapping
from datetime import datetime, timezone
from types import TracebackType
from typing import Any

from berufslotse.environment import UNTRUE_HERE
from berufslotse.serving import request_id

VARIABLE = "BERUFSLOTSE_LOG"
KEPT = frozenset({"event", "event_info", "level", "error", "exc_info"})
"""The fields of an event of structlog that hold no message, besides numbers."""
ERROR_AFTER = {"asyncio": "\n", "sanic.root": "exception:"}
"""Loggers that write exceptions into their lines, and what stands before these."""


logger = logging.getLogger(__name__)


class LogSettingUnusable(Exception):
    """`VARIABLE` is set and wrong; the message says so in German."""


def wants_json() -> bool:
    """Return whether logs are to be JSON.

    Raises:
        LogSettingUnusable: the variable has a value that it may not have.
    """
    given = os.environ.get(VARIABLE, "").strip().lower() or "text"
    if given not in {"text", "json"}:
        raise LogSettingUnusable(f"{VARIABLE}: „{given}“ passt nicht. Erlaubt sind text und json.")
    return given == "json"


def set_up_logging(process: str) -> None:
    """Keep values out of the logs of the `process`, as it is called there, and write JSON where wanted.

    To be called once handlers are there.
    """
    as_json = wants_json()
    logging.setLogRecordFactory(_SafeRecord if as_json else _ReadableRecord)
    _watch_warnings(as_json)
    if not as_json:
        return
    # Sanic's loggers have no handlers and fall back to the last one.
    for handler in (*logging.getLogger().handlers, logging.lastResort):
        if handler:
            handler.setFormatter(JsonFormatter(process))


def set_up_structlog() -> None:
    """Do the same for Rasa's events; to be called after Rasa has set up structlog."""
    # The action server has no use for them.
    import spacy.util
    import structlog

    # It hands its lines on as well, and they would stand there twice, in two forms.
    spacy.util.logger.removeHandler(spacy.util.logger_stream_handler)
    given = list(structlog.get_config()["processors"])
    place = given.index(structlog.dev.set_exc_info) + 1
    # What comes after it renders the event.
    render = [to_logging] if wants_json() else given[place:]
    whole = logging.getLogger("rasa").isEnabledFor(logging.DEBUG)
    kept = [] if whole else [leave_out_values]
    structlog.configure(processors=[*kept, *given[:place], name_error, *render])
    if whole:
        logger.warning("DEBUG ist an: Was Menschen schreiben, steht jetzt im Log.")


class _SafeRecord(logging.LogRecord):
    """A line of the log: of an exception it keeps type and places, not what the exception says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request_id = request_id.current()
        self.error = _describe(self.exc_info)
        self.msg = _safe(self.msg)
        if isinstance(self.args, tuple):
            self.args = tuple(map(_safe, self.args))
        if end := ERROR_AFTER.get(self.name):
            self.msg = str(self.msg).partition(end)[0]
        if self.name == "sanic.error" and isinstance(self.args, tuple):
            # The address of what was asked for, without what was asked.
            self.args = tuple(a.partition("?")[0] if isinstance(a, str) else a for a in self.args)
        if self.error:
            self.exc_text, self.exc_info = "\n".join(_lines(self.error)), None


class _ReadableRecord(_SafeRecord):
    """A line for people to read, with the request's id at its end."""

    def getMessage(self) -> str:  # noqa: N802
        """Return what is said, and for which request."""
        said = super().getMessage()
        return f"{said} [{self.request_id}]" if self.request_id else said


def _safe(value: Any) -> Any:
    return type(value).__name__ if isinstance(value, BaseException) else value


ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None] | None


def _describe(given: ExcInfo) -> list[dict[str, Any]]:
    """Return exception and causes, each with its `type` and its `places`, outermost first."""
    found: list[dict[str, Any]] = []
    error = given[1] if given else None
    while error is not None and len(found) < 5:
        places = traceback.extract_tb(error.__traceback__)
        kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
        if isinstance(error, OSError) and error.errno:
            # What the system says holds nothing of anybody's, and tells how to mend it.
            kind = f"{kind}: {os.strerror(error.errno)}"
        found.append({"type": kind, "places": [f"{p.filename}:{p.lineno} {p.name}" for p in places]})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def _lines(described: list[dict[str, Any]]) -> list[str]:
    return [line for error in described for line in (error["type"], *(f"  {p}" for p in error["places"]))]


class JsonFormatter(logging.Formatter):
    """Writes a line of the log of `process` as a JSON object."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Return the object; `exception` is a list of exception and causes."""
        time = datetime.fromtimestamp(record.created, timezone.utc)
        line = {
            "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
            "process": self._process,
            "pid": record.process,
        }
        if error := getattr(record, "error", None) or getattr(record, "rasa_error", None):
            line["exception"] = error
        return json.dumps(line, ensure_ascii=False)


def _watch_warnings(as_json: bool) -> None:
    """Have warnings tell nothing of the request at work, and be lines of the log where that is JSON."""
    show, log = warnings.showwarning, logging.getLogger("py.warnings")

    def show_safely(message: Warning | str, category: type[Warning], *details: Any, **more: Any) -> None:
        if issubclass(category, DeprecationWarning) or UNTRUE_HERE in str(message):
            return
        if request_id.current():
            # Rasa warns of a message that it cannot read, and shows it.
            log.warning("%s beim Beantworten einer Anfrage", category.__name__)
        elif as_json:
            log.warning("%s: %s", category.__name__, str(message))
        else:
            show(message, category, *details, **more)

    warnings.showwarning = show_safely


# -- processors of structlog -------------------------------------------------------------------------------


def leave_out_values(_logger: Any, _name: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what the event is called and numbers, nothing else."""
    numbers = (bool, int, float, type(None))
    return {key: value for key, value in event.items() if key in KEPT or isinstance(value, numbers)}


def name_error(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put type and places in place of an exception."""
    given = event.pop("exc_info", None)
    if isinstance(given, BaseException):
        given = (type(given), given, given.__traceback__)
    elif given and not isinstance(given, tuple):
        given = sys.exc_info()
    if described := _describe(given or None):
        event["error"] = described
    return event


def to_logging(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> tuple[tuple[str], dict[str, Any]]:
    """Hand the event over to `logging`."""
    said = [str(event.pop(key)) for key in ("event", "event_info") if event.get(key)]
    error = event.pop("error", None)
    event.pop("level", None)
    numbers = [f"{key}={value}" for key, value in event.items()]
    return (" ".join([*said, *numbers]),), {"extra": {"rasa_error": error}}
