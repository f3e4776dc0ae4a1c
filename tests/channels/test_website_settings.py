"""What stands in credentials.yml for the website is checked at the start, and a fault is told in German."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.exceptions import RasaException

from berufslotse.channels.settings import read
from berufslotse.channels.website import SettingsWrong, WebsiteChannel


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own for what the channel keeps."""
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(tmp_path / "heim"))
    monkeypatch.delenv("BERUFSLOTSE_SECRET", raising=False)
    for name in ("CONVERSATIONS_URL", "REDIS_URL", "BERUFSLOTSE_PROXIES"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "heim"


def told(settings: dict[str, Any]) -> str:
    """Return what is said of `settings` that cannot be used."""
    with pytest.raises(SettingsWrong) as caught:
        WebsiteChannel.from_credentials(settings)
    # Rasa shows these to the one who starts it as a message, and others with a stack trace.
    assert isinstance(caught.value, RasaException)
    return str(caught.value)


@pytest.mark.parametrize(
    "settings",
    [
        None,
        {},
        {"origins": None},
        {"origins": []},
        {"origins": ["https://www.beispiel.de", "http://localhost:8080"]},
        {"proxies": 2},
        {"messages_per_session": "3/minute;40/hour"},
        {"limits_storage": "memory://"},
    ],
    ids=str,
)
def test_good_settings_make_a_channel(settings):
    channel = WebsiteChannel.from_credentials(settings)
    assert (channel.name(), channel.url_prefix()) == ("website", "/chat")


def test_the_settings_of_somebody_are_left_as_they_are():
    settings = {"origins": ["https://www.beispiel.de"], "proxies": 1}
    WebsiteChannel.from_credentials(settings)
    assert settings == {"origins": ["https://www.beispiel.de"], "proxies": 1}


def test_an_unknown_setting_is_named_together_with_those_there_are():
    message = told({"orgins": []})
    assert "kennt „orgins“ nicht" in message
    for known in ("origins", "proxies", "limits_storage", "messages_per_session"):
        assert known in message


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"origins": ["https://www.beispiel.de/chat"]}, "„https://www.beispiel.de/chat“ ist keine Herkunft"),
        ({"origins": ["*"]}, "„*“ ist keine Herkunft"),
        ({"origins": ["https://["]}, "„https://[“ ist keine Herkunft"),
        ({"origins": "https://lotse.de"}, "lotse.de"),
        ({"origins": 5}, "origins"),
        ({"messages_per_session": "oft"}, "oft"),
        ({"messages_per_session": ""}, "messages_per_session"),
        ({"requests_per_address": "0/minute"}, "0/minute"),
        ({"sessions_per_address": None}, "None"),
        ({"limits_storage": "zettelkasten://"}, "zettelkasten"),
        ({"limits_storage": ""}, "limits_storage"),
        ({"proxies": "viele"}, "viele"),
        ({"proxies": None}, "proxies"),
        ({"proxies": [1]}, "proxies"),
        ({"proxies": -1}, "proxies"),
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_used_is_named_in_german(settings, named):
    message = told(settings)
    assert message.startswith("Der Website-Kanal kann so nicht starten. ")
    assert named in message


def test_a_secret_that_cannot_be_used_is_told(monkeypatch):
    monkeypatch.setenv("BERUFSLOTSE_SECRET", "kurz")
    assert "BERUFSLOTSE_SECRET ist zu kurz" in told({})


def test_a_database_that_cannot_be_opened_is_told_without_its_password(monkeypatch):
    monkeypatch.setenv("CONVERSATIONS_URL", "postgresql://lotse:streng-geheim@127.0.0.1:1/gespraeche")
    message = told({})
    assert "Datenbank der Gespräche lässt sich nicht öffnen" in message and "CONVERSATIONS_URL" in message
    assert "streng-geheim" not in message


def test_a_folder_that_cannot_be_made_is_told(home):
    home.write_text("eine Datei, wo der Ordner hin soll")
    assert str(home) in told({})
    home.unlink()


def test_with_a_secret_that_is_given_a_folder_that_cannot_be_made_is_told_too(home, monkeypatch):
    monkeypatch.setenv("BERUFSLOTSE_SECRET", "x" * 40)
    home.write_text("eine Datei, wo der Ordner hin soll")
    assert "Datenbank der Gespräche" in told({})


def test_a_folder_in_the_place_of_the_database_is_told(home):
    (home / "gespraeche.db").mkdir(parents=True)
    assert "Datenbank der Gespräche" in told({})


@pytest.mark.parametrize(
    "url", ["keine Adresse", "gibtsnicht://x/y", "mssql+pymssql://x/y", "sqlite:////proc/self/g.db"]
)
def test_an_address_of_conversations_that_is_none_is_told(monkeypatch, url):
    monkeypatch.setenv("CONVERSATIONS_URL", url)
    assert "CONVERSATIONS_URL" in told({})


def test_the_environment_says_how_many_proxies_stand_in_front(monkeypatch):
    assert read({"proxies": 2}).proxies == 2
    monkeypatch.setenv("BERUFSLOTSE_PROXIES", "1")
    assert read({"proxies": 0}).proxies == 1
    monkeypatch.setenv("BERUFSLOTSE_PROXIES", "viele")
    assert "BERUFSLOTSE_PROXIES: „viele“ passt nicht" in told({})


def test_counts_in_the_redis_that_workers_share_unless_another_place_is_named(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    assert read(None).limits_storage == "redis://127.0.0.1:1/0"
    assert read({"limits_storage": "memory://"}).limits_storage == "memory://"
    # A Redis that is away keeps nobody from starting.
    assert WebsiteChannel.from_credentials({})
    monkeypatch.setenv("REDIS_URL", "redis://[")
    assert "Der Website-Kanal kann so nicht starten" in told({})
