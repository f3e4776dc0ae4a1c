"""The page of the report: whole, harmless, readable by everybody, and written in one step."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from berufslotse.evaluation.usage import Nutzung
from berufslotse.evaluation.usage_page import MOST_GAPS, plot, render, write_page
from berufslotse.knowledge.wording import HEADINGS
from berufslotse.serving.exchanges import Exchange, Reply

HOSTILE = "</style><script>alert(1)</script>"
NOON = datetime(2026, 11, 10, 12)
TODAY = date(2026, 11, 28)


def usage(*berufe: str, days: int = 3, chosen: bool = False):
    """The figures of two conversations that ask about each of `berufe`, on several days."""
    nutzung = Nutzung(HEADINGS)
    for sender in ("anna", "ben"):
        for number, beruf in enumerate(berufe):
            at = (NOON + timedelta(days=number % days)).timestamp()
            about = {"thema": "gehalt", "beruf": beruf, "ort": "Köln"}
            said = Reply("Die Antwort", None, {"art": "unbekannt", "ueber": about}, at + 1)
            nutzung.add(Exchange(sender, "website", at, "Die Frage", chosen, [("gehalt", 0.9)], (), (said,)))
    return nutzung.usage()


def page(*berufe: str, since: date | None = None, **more) -> BeautifulSoup:
    return BeautifulSoup(render(usage(*berufe, **more), since, TODAY), "html.parser")


@pytest.fixture(scope="module")
def soup() -> BeautifulSoup:
    return page("Feilenhauer", HOSTILE, "Koch & <b>Kellner</b>")


def test_names_cannot_break_the_page(soup: BeautifulSoup):
    assert not soup.find_all(["script", "b"])
    assert len(soup.find_all("style")) == 1
    assert HOSTILE in [th.get_text() for th in soup.find_all("th")]
    assert "&lt;b&gt;Kellner" in str(soup)


def test_it_loads_nothing_and_runs_nothing(soup: BeautifulSoup):
    text = str(soup)
    assert not soup.find_all(["link", "img", "iframe", "object", "embed", "base", "form"])
    assert not re.search(r"url\(|@import|https?:|\son\w+=", text.replace("&lt;", ""))


def test_it_says_its_language_title_and_headings_in_order(soup: BeautifulSoup):
    assert soup.html and soup.html["lang"] == "de" and soup.title and soup.title.get_text()
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile(r"^h[1-6]$"))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert len(soup.find_all("main")) == 1


def test_every_table_has_a_caption_and_heads_that_say_what_they_head(soup: BeautifulSoup):
    tables = soup.find_all("table")
    assert len(tables) >= 6
    for table in tables:
        assert table.caption and table.caption.get_text(strip=True)
        assert all(
            th.get("scope") in {"col", "row"} and th.get_text(strip=True) for th in table.find_all("th")
        )
        widths = {len(row.find_all(["th", "td"])) for row in table.find_all("tr")}
        assert len(widths) == 1, table.caption


def test_plots_are_told_in_words_or_stand_beside_their_numbers(soup: BeautifulSoup):
    for svg in soup.find_all("svg"):
        assert isinstance(svg, Tag)
        if svg.get("aria-hidden") == "true":
            row = svg.find_parent("tr")
            assert row and re.search(r"\d", row.get_text())
        else:
            assert svg["role"] == "img" and "Am meisten" in svg["aria-label"]


def test_columns_carry_their_numbers_and_stay_within_the_plot():
    drawn = plot(usage("Koch", "Koch", "Florist", "Florist", "Bäcker", days=4))
    assert [bar.number for bar in drawn.bars] == [4, 2, 2, 2]
    assert all(bar.x >= 0 and bar.x + bar.width <= drawn.width for bar in drawn.bars)
    assert all(bar.y > 0 and bar.y + bar.height < drawn.height for bar in drawn.bars)
    assert drawn.bars[0].height == 2 * drawn.bars[1].height
    assert [bar.name for bar in drawn.bars] == [("10.", "Nov"), ("11.", ""), ("12.", ""), ("13.", "")]


def test_what_scrolls_sideways_can_be_reached_by_keyboard_and_has_a_name(soup: BeautifulSoup):
    regions = soup.select(".wide")
    assert regions
    assert all(r["tabindex"] == "0" and r["role"] == "region" and r["aria-label"] for r in regions)


def test_it_follows_the_readers_colours_and_prints(soup: BeautifulSoup):
    style = soup.style.get_text()
    assert "prefers-color-scheme: dark" in style and "@media print" in style


def test_neither_messages_nor_senders_are_told(soup: BeautifulSoup):
    assert not re.search("Die Frage|Die Antwort|anna|\\bben\\b", soup.get_text())


def test_the_time_asked_for_is_told():
    assert "Seit dem 1. November 2026" in page("Koch", since=date(2026, 11, 1)).get_text()
    assert "Alles, was noch gespeichert ist, mit Nachrichten vom" in page("Koch").get_text()


def test_a_long_list_of_gaps_is_cut_and_says_so():
    names = [f"{chr(65 + n // 26)}{chr(97 + n % 26)}macher" for n in range(MOST_GAPS + 1)]
    assert "Und 1 weiteres, seltener gefragt." in page(*names).get_text()


def test_buttons_alone_have_no_shares():
    assert "da war nichts zu verstehen" in page("Koch", chosen=True).get_text()


def test_the_same_figures_give_the_same_page():
    assert str(page("Koch")) == str(page("Koch"))


def test_it_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    target = tmp_path / "bericht.html"
    write_page("alt", target)
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "voll")))
    with pytest.raises(OSError):
        write_page("neu", target)
    assert target.read_text() == "alt" and [each.name for each in tmp_path.iterdir()] == ["bericht.html"]
