"""How the shell lays out what it shows."""

from __future__ import annotations

from berufslotse.console.shell_view import ShellView, Stil


def test_label_that_is_too_long_for_its_column_stands_above(capsys):
    view = ShellView(Stil.REICH)
    view.labelled("Gehalt", "3.000 Euro.")
    view.labelled("Menschen und Mentalität", "Herzlich.")
    column = " " * 15
    assert capsys.readouterr().out.splitlines() == [
        f"{'  Gehalt':15}3.000 Euro.",
        "  Menschen und Mentalität",
        f"{column}Herzlich.",
    ]
