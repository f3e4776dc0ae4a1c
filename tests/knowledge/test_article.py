"""An article is read from text or a web page as people save them: its own words, and nothing around them."""

from __future__ import annotations

import io
import os
import textwrap
import zipfile
from pathlib import Path

import pytest

from berufslotse.knowledge.article import LARGEST, Absatz, Artikel, ArtikelFehler, parse_article, read_article

TEXT = """\
Erzieher in Köln: der Alltag
Kinder brauchen Zeit.

Was macht man da?
Man plant den Tag und
begleitet das Spiel.
Mit den Eltern spricht man auch.

Gehalt
- 2.800 Euro zum Einstieg
• 3.500 Euro mit Erfahrung
1) 4.000 Euro mit Leitung
"""

PAGE = """\
<!DOCTYPE html>
<html lang="de"><head>
<title>Erzieher K&ouml;ln | Portal</title>
<link rel="canonical" href="https://www.portal.de/erzieher-koeln">
<style>p { color: red }</style>
<script>var gehalt = "<p>9.999 Euro</p>";</script>
</head><body>
<header><p>Dein Portal</p><nav><ul><li>Jobs suchen</li></ul></nav></header>
<div class="cookie"><p>Wir verwenden Cookies.</p></div>
<main><h1>Erzieher in <span>K&ouml;ln</span></h1>
<p>Man plant
   den <b>Tag</b> &amp; spielt.<br>Es gibt 2.800&nbsp;&euro; &ndash; brutto.</p>
<h2>K&ouml;nnen</h2><ul><li>Geduld</li><li><p>Humor</p></li></ul>
<form><p>Newsletter bestellen</p></form><script>track("<p>x</p>")</script></main>
<aside><p>Auch interessant</p></aside>
<footer><p>Impressum</p></footer>
</body></html>
"""


def page(body: str) -> Artikel:
    return parse_article(f'<html><meta charset="utf-8"><body>{body}</body></html>'.encode())


def texts(article: Artikel) -> list[str]:
    return [part.text for part in article.absaetze]


def test_text_is_told_apart_into_headings_paragraphs_and_bullets():
    article = parse_article(TEXT.encode())
    assert article.titel == ["Erzieher in Köln: der Alltag", "Was macht man da?", "Gehalt"]
    assert article.absaetze == [
        Absatz("Kinder brauchen Zeit.", "Erzieher in Köln: der Alltag"),
        Absatz("Man plant den Tag und begleitet das Spiel.", "Was macht man da?"),
        Absatz("Mit den Eltern spricht man auch.", "Was macht man da?"),
        Absatz("2.800 Euro zum Einstieg", "Gehalt"),
        Absatz("3.500 Euro mit Erfahrung", "Gehalt"),
        Absatz("4.000 Euro mit Leitung", "Gehalt"),
    ]
    assert article.url is None


def test_line_broken_before_a_small_letter_is_joined():
    article = parse_article(b"Koch\n\nMan steht lange am Herd und\nkocht.\n")
    assert texts(article) == ["Man steht lange am Herd und kocht."]


def test_paragraph_broken_at_a_fixed_width_is_joined_also_before_nouns():
    told = (
        "Wer als Koch in Köln anfängt, verdient am Anfang meist 2.500 Euro im Monat und arbeitet oft am "
        "Abend. Später leitet man vielleicht eine Küche mit zehn Leuten und plant Menüs, Einkauf und "
        "Dienste für das ganze Haus."
    )
    article = parse_article(f"Koch in Köln\n\n{textwrap.fill(told, 72)}\n".encode())
    assert article.titel == ["Koch in Köln"]
    assert texts(article) == [told]


def test_bullet_that_goes_on_in_the_next_line_is_joined():
    article = parse_article(b"Koch\n\n- Kochen und\n  abschmecken\n- Einkaufen\n")
    assert texts(article) == ["Kochen und abschmecken", "Einkaufen"]


def test_windows_line_ends_and_odd_spaces_are_no_trouble():
    article = parse_article("Koch\r\n\r\nEs gibt\xa02.500 Euro\tim  Monat.\r\n".encode())
    assert article == Artikel(["Koch"], [Absatz("Es gibt 2.500 Euro im Monat.", "Koch")])


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b"], ids=["soft hyphen", "no width"])
def test_signs_that_nobody_sees_do_not_part_a_word(mark):
    assert texts(page(f"<p>Projekt{mark}leiter</p>")) == ["Projektleiter"]
    assert parse_article(f"Projekt{mark}leiter\n".encode()).titel == ["Projektleiter"]


def test_signs_of_markdown_are_no_part_of_a_heading():
    assert parse_article("# Koch in Köln\n\n## Gehalt\n\nWenig.\n".encode()).titel == [
        "Koch in Köln",
        "Gehalt",
    ]


def test_of_a_page_only_the_article_is_left():
    article = parse_article(PAGE.encode())
    assert article.titel == ["Erzieher Köln | Portal", "Erzieher in Köln", "Können"]
    assert article.absaetze == [
        Absatz("Man plant den Tag & spielt. Es gibt 2.800 € – brutto.", "Erzieher in Köln"),
        Absatz("Geduld", "Können"),
        Absatz("Humor", "Können"),
    ]
    assert article.text.splitlines()[1:] == ["Geduld", "Humor"]


def test_page_tells_its_address():
    assert parse_article(PAGE.encode()).url == "https://www.portal.de/erzieher-koeln"
    assert parse_article(PAGE.replace("https://www.portal.de", "").encode()).url is None


@pytest.mark.parametrize("name", ["seite.html", "Seite.HTM"])
def test_page_is_known_by_its_name(tmp_path, name):
    (tmp_path / name).write_text(PAGE, encoding="utf-8")
    assert read_article(tmp_path / name).titel[1] == "Erzieher in Köln"


def test_page_with_a_byte_order_mark_is_known_without_its_name():
    assert parse_article(b"\xef\xbb\xbf" + PAGE.encode()).titel[1] == "Erzieher in Köln"


def test_cookie_notice_goes_also_where_the_article_is_not_marked_off():
    body = '<div id="cookie-banner"><p>Wir verwenden Cookies.</p></div><h1>Koch</h1><p>Man kocht.</p>'
    assert texts(page(body)) == ["Man kocht."]


def test_heading_within_the_header_of_the_article_is_kept():
    body = "<header>Portal</header><article><header><h1>Koch in Köln</h1></header><p>Man kocht.</p></article>"
    assert page(body).titel == ["Koch in Köln"]


def test_heading_that_is_only_a_picture_is_none():
    assert page('<h1><img src="logo.png"></h1><h2>Koch in Köln</h2><p>Man kocht.</p>').titel == [
        "Koch in Köln"
    ]


def test_bullet_with_bullets_below_keeps_its_own_words():
    assert texts(page("<ul><li>Kochen<ul><li>Suppen</li></ul></li></ul>")) == ["Kochen", "Suppen"]


def test_text_in_plain_blocks_is_read():
    assert texts(page("<h1>Koch</h1><div>Man kocht.</div>")) == ["Man kocht."]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "cp1252"])
def test_umlauts_and_euro_signs_survive_every_usual_code(code):
    article = parse_article("Köche in Köln\n\nSie kriegen 2.500 € – „brutto“.\n".encode(code))
    assert article == Artikel(["Köche in Köln"], [Absatz("Sie kriegen 2.500 € – „brutto“.", "Köche in Köln")])


def test_page_saved_as_windows_1252_is_read():
    article = parse_article('<meta charset="windows-1252"><h1>Köche</h1><p>Über 3 €.</p>'.encode("cp1252"))
    assert (article.titel, texts(article)) == (["Köche"], ["Über 3 €."])


def zipped() -> bytes:
    with zipfile.ZipFile(output := io.BytesIO(), "w") as archive:
        archive.writestr("artikel.txt", TEXT)
    return output.getvalue()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "ist leer"),
        (b" \n\t\n", "ist leer"),
        (b"Koch\0\1\2 in Essen", "keine Textdatei"),
        (b"%PDF-1.7\n1 0 obj\n", "keine Textdatei"),
        (b"PK\x03\x04 docx", "keine Textdatei"),
        (zipped(), "keine Textdatei"),
        (b"Koch " * (LARGEST // 5 + 1), "größer als 5 MB"),
    ],
    ids=["empty", "blank", "binary", "pdf", "zip sign", "zip", "large"],
)
@pytest.mark.parametrize("name", ["artikel.txt", "artikel.html"])
def test_what_is_no_article_is_refused_with_the_reason(tmp_path, name, raw, said):
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(ArtikelFehler, match=said):
        read_article(tmp_path / name)


def test_file_that_cannot_be_read_is_refused_with_the_reason(tmp_path):
    with pytest.raises(ArtikelFehler, match="lässt sich nicht lesen"):
        read_article(tmp_path / "fehlt.txt")
    with pytest.raises(ArtikelFehler, match="lässt sich nicht lesen"):
        read_article(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_the_right_to_read_is_refused(tmp_path):
    path = Path(tmp_path / "artikel.txt")
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(ArtikelFehler, match="lässt sich nicht lesen"):
        read_article(path)
