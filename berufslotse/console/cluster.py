"""`berufslotse cluster`: several workers behind one address, on a machine without Docker."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from berufslotse.console.output import errors, fail, say
from berufslotse.console.starting import build_widget, prepare
from berufslotse.knowledge.home import PROJECT, home
from berufslotse.serving import cluster_state
from berufslotse.serving.cluster import ENVIRONMENT, Cluster, Plan
from berufslotse.serving.file_lock import lock
from berufslotse.serving.processes import StartFehlgeschlagen, check_port
from berufslotse.serving.training import model_path

LOOK = 0.3
LOCK = "sperre"
"""The file in `folder` that whoever works with the cluster's data alone holds locked."""


def folder() -> Path:
    """Return where a cluster keeps its files."""
    return home() / "cluster"


def run(plan: Plan) -> int:
    """Run a cluster until Ctrl-C or a request to end, and return the exit code."""
    place = folder()
    alone = lock(place / LOCK)
    if alone is None:
        fail("Hier läuft schon ein Verbund. Einen neuen Stand übernimmt: berufslotse cluster --neu")
    with alone:
        build_widget()
        model = prepare()
        before = cluster_state.read(place)
        if before and (left := cluster_state.end_what_is_left(before)):
            say(f"Vom letzten Mal lief noch etwas und ist jetzt beendet: {', '.join(left)}.")
        try:
            check_port(plan.host, plan.port, "PORT")
        except StartFehlgeschlagen:
            fail(f"Port {plan.port} ist belegt. Einen anderen nimmt: berufslotse cluster --port 8081")
        return asyncio.run(_serve(Cluster(PROJECT, place, plan, model, _tell), plan))


def renew() -> int:
    """Have the running cluster take code, model and settings as they are now; return the exit code."""
    state = cluster_state.read(folder())
    if state is None or not cluster_state.runs(state.pid, state.since):
        fail("Hier läuft kein Verbund. Einen startet: berufslotse cluster")
    prepare()
    before = state.renewal
    if before.state == cluster_state.RUNNING:
        fail("Der Verbund wird gerade schon erneuert. Bitte warten, bis er damit fertig ist.")
    os.kill(state.pid, signal.SIGHUP)
    say("Der Verbund wird erneuert, ein Prozess nach dem anderen …")
    while True:
        time.sleep(LOOK)
        if not cluster_state.runs(state.pid, state.since):
            fail("Der Verbund hat sich dabei beendet.")
        now = cluster_state.read(folder())
        if now and now.renewal.number > before.number and now.renewal.state != cluster_state.RUNNING:
            if now.renewal.state == cluster_state.FAILED:
                fail(now.renewal.message)
            say(now.renewal.message)
            return 0


async def _serve(cluster: Cluster, plan: Plan) -> int:
    """Start, then renew whenever SIGHUP comes, until the end is asked for."""
    ended = asyncio.Event()
    renewing: set[asyncio.Task[None]] = set()

    def end() -> None:
        if ended.is_set():
            cluster.hurry()
        ended.set()

    def renew_once() -> None:
        if not renewing and not ended.is_set():
            task = asyncio.create_task(cluster.renew(_trained))
            renewing.add(task)
            task.add_done_callback(renewing.discard)

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    say(f"Starte {plan.workers} Worker und {plan.actions} Action-Server …")
    starting = asyncio.create_task(cluster.start())
    ending = asyncio.create_task(ended.wait())
    code = 0
    try:
        await asyncio.wait({starting, ending}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            loop.add_signal_handler(signal.SIGHUP, renew_once)
            _announce(plan)
            await ending
    except StartFehlgeschlagen as error:
        errors.print(str(error), style="red", markup=False)
        code = 1
    for task in (starting, *renewing):
        task.cancel()
        with suppress(asyncio.CancelledError, StartFehlgeschlagen):
            await task
    if not code:
        _tell("Beende den Verbund; was angenommen ist, wird noch beantwortet …")
    await cluster.stop()
    if not code:
        _tell("Beendet.")
    return code


def _announce(plan: Plan) -> None:
    _tell(
        f"Der Verbund ist bereit: {plan.address}/chat\n"
        f"  Protokolle:        {folder()}\n"
        f"  Für andere Befehle: . {folder() / ENVIRONMENT}\n"
        "  Neuen Stand übernehmen: berufslotse cluster --neu\n"
        "Beenden mit Strg-C."
    )


def _trained() -> Path:
    """Return the model for the files as they are now."""
    model = model_path(PROJECT)
    if not model.is_file():
        raise StartFehlgeschlagen("Für den neuen Stand fehlt das Modell. Es entsteht mit: berufslotse train.")
    return model


def _tell(text: str) -> None:
    # The terminal may be gone; the cluster goes on.
    with suppress(OSError):
        say(text)
