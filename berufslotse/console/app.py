"""The `berufslotse` command and its parts."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from berufslotse.console import knowledge, messages
from berufslotse.console.output import errors, say
from berufslotse.secrets import SecretUnusable
from berufslotse.serving.processes import Adressen

app = typer.Typer(
    help="Der Berufslotse: Fragen zu Berufen, beantwortet aus belegten Fakten.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(messages.app, name="messages")

PORT = typer.Option(5005, envvar="PORT", help="Port von Rasa")
ACTIONS_PORT = typer.Option(5055, envvar="ACTIONS_PORT", help="Port des Action-Servers")
HOST = typer.Option("127.0.0.1", envvar="BERUFSLOTSE_HOST", help="Adresse, auf der Rasa hört")


@app.command()
def run(port: int = PORT, actions_port: int = ACTIONS_PORT, host: str = HOST) -> None:
    """Übersetzt und trainiert, wo nötig, und startet den Lotsen. Strg-C beendet ihn."""
    from berufslotse.console.starting import run as start

    raise typer.Exit(start(Adressen(port, actions_port, host)))


@app.command()
def cluster(
    workers: int = typer.Option(3, "--workers", min=1, max=64, help="So viele Rasa-Prozesse"),
    actions: int = typer.Option(2, "--actions", min=1, max=64, help="So viele Action-Server"),
    port: int = typer.Option(8080, "--port", help="Port von nginx, den Menschen erreichen"),
    host: str = typer.Option("127.0.0.1", "--host", help="Adresse, auf der nginx hört"),
    neu: bool = typer.Option(
        False, "--neu", help="Den laufenden Verbund erneuern: Code, Modell, Einstellungen"
    ),
) -> None:
    """Startet mehrere Worker hinter nginx, mit PostgreSQL und Redis. Strg-C beendet sie."""
    from berufslotse.console.cluster import renew, run
    from berufslotse.serving.cluster import Plan

    raise typer.Exit(renew() if neu else run(Plan(workers, actions, host, port)))


@app.command()
def train() -> None:
    """Übersetzt die Profile und trainiert, beides nur, wenn sich etwas geändert hat."""
    from berufslotse.console.starting import prepare

    model = prepare()
    say(f"Modell: {model}")


@app.command()
def widget() -> None:
    """Baut das Chat-Fenster für Websites neu, wenn sich seine Quellen geändert haben (braucht Node 18)."""
    from berufslotse.console.starting import build_widget

    raise typer.Exit(0 if build_widget() else 1)


@app.command()
def evaluate(
    keep: bool = typer.Option(False, "--behalten", help="Die Zahlen als künftigen Vergleich behalten"),
) -> None:
    """Misst an nie gelernten Nachrichten, wie gut der Lotse versteht: evaluation/report.html."""
    from berufslotse.console.evaluation import evaluate as measure

    measure(keep)


@app.command()
def report(
    seit: str | None = typer.Option(
        None, "--seit", help="Tag (2026-11-01) oder so viele Tage zurück (7d, 30d); sonst alles Gespeicherte"
    ),
    html: Path | None = typer.Option(None, "--html", help="Auch als Seite in diese Datei schreiben"),
) -> None:
    """Sagt, was Menschen gefragt haben, was der Lotse wusste und was nicht, ohne Wortlaut und Personen."""
    from berufslotse.console.report import report as tell

    tell(seit, html)


@app.command()
def shell(
    erklaeren: bool = typer.Option(
        False, "--erklaeren", "--erklären", help="Unter jeder Antwort ganz zeigen, wie der Lotse darauf kam"
    ),
    text: bool = typer.Option(False, "--text", help="Nur Text lesen und schreiben, für Pipes"),
    schlicht: bool = typer.Option(False, "--schlicht", help="Ohne Rahmen und Farben, für Screenreader"),
    port: int = PORT,
    actions_port: int = ACTIONS_PORT,
    host: str = HOST,
) -> None:
    """Spricht im Terminal mit dem laufenden Lotsen oder startet einen eigenen."""
    from berufslotse.console.shell import shell as talk
    from berufslotse.console.shell_view import Stil

    piped = not (sys.stdin.isatty() and sys.stdout.isatty())
    stil = Stil.TEXT if text or piped else Stil.SCHLICHT if schlicht else Stil.REICH
    talk(Adressen(port, actions_port, host), stil, erklaeren)


@app.command()
def test(
    dateien: list[Path] = typer.Argument(
        ..., help="Markdown-Dateien oder Ordner, siehe docs/beispiel-dialog.md"
    ),
    whole: bool = typer.Option(False, "--ganz", help="Lange Antworten ungekürzt zeigen"),
    port: int = PORT,
    actions_port: int = ACTIONS_PORT,
    host: str = HOST,
) -> None:
    """Spielt Gespräche, wie sie sein sollen, und sagt, was davon erfüllt ist."""
    from berufslotse.console.dialogues import test as play

    raise typer.Exit(play(dateien, Adressen(port, actions_port, host), whole))


@app.command()
def review(
    most: int = typer.Option(
        50, "--hoechstens", "--höchstens", min=1, help="So viele Nachrichten, die nützlichsten"
    ),
    measuring: bool = typer.Option(False, "--messen", help="Am Ende messen, ohne erst zu fragen"),
    back: bool = typer.Option(
        False, "--zurueck", "--zurück", help="Zurücknehmen, was die letzte Durchsicht übernommen hat"
    ),
) -> None:
    """Geht markierte und echte Nachrichten durch und übernimmt, woraus der Lotse lernen soll."""
    if back:
        from berufslotse.console.review_end import take_back_last

        take_back_last()
        return
    from berufslotse.console.review import review as walk

    walk(most, measuring)


@app.command()
def forget(
    older_than: str | None = typer.Option(
        None, "--older-than", help="So viele Tage ohne Nachricht, etwa 30d; sonst gilt BERUFSLOTSE_KEPT_DAYS"
    ),
    conversation: str | None = typer.Option(
        None, "--conversation", help="Nur dieses eine Gespräch: seine Kennung (sender_id), gleich wie alt"
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Nur sagen, was gelöscht würde"),
    sure: bool = typer.Option(False, "--ja", help="Löschen, ohne erst zu fragen"),
) -> None:
    """Löscht alte Gespräche oder ein einzelnes, für immer; auch während der Lotse läuft."""
    from berufslotse.console.forget import forget as delete

    delete(older_than, conversation, dry_run, sure)


@app.command()
def backup(
    ziel: Path = typer.Argument(..., help="Neue Datei oder Ordner; „-“ schreibt auf die Standardausgabe"),
) -> None:
    """Sichert Gespräche, Geheimnis der Website und Markierungen in eine Datei, auch im laufenden Betrieb."""
    from berufslotse.console.backup import back_up

    back_up(ziel)


@app.command()
def restore(
    quelle: Path = typer.Argument(..., help="Datei von `berufslotse backup`; „-“ liest die Standardeingabe"),
    sure: bool = typer.Option(False, "--ja", help="Ersetzen, was da ist, ohne erst zu fragen"),
    also_deleted: bool = typer.Option(
        False, "--auch-geloeschte", help="Auch Gespräche zurückholen, die seit der Sicherung gelöscht wurden"
    ),
) -> None:
    """Spielt eine Sicherung zurück, ganz oder gar nicht; der Lotse darf dabei nicht laufen."""
    from berufslotse.console.backup import restore as put_back

    put_back(quelle, sure, also_deleted)


@app.command()
def audit(
    offline: bool = typer.Option(False, "--offline", help="Keinen Paketindex fragen, nur die Pins erklären"),
) -> None:
    """Nennt die Pakete, auf denen der Lotse steht, und warum manche nicht die neuesten sind."""
    from berufslotse.console.audit import audit as check

    raise typer.Exit(check(offline))


def main() -> None:
    """Run the command."""
    try:
        app()
    except SecretUnusable as error:
        errors.print(str(error), style="red", markup=False)
        sys.exit(1)
