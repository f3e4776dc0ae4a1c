"""The environment turns the Telegram channel on, and nothing tells its token."""

from __future__ import annotations

import re

import pytest

from berufslotse.channels.telegram_settings import API, ROUTE, Settings, SettingsUnusable, read

TOKEN = "123456:AAF-geheim_abcdefghijklmnopqrstuvwxyz"


def given(token: str = TOKEN, **more: str) -> Settings | None:
    return read({"TELEGRAM_TOKEN": token, **{f"TELEGRAM_{name}": value for name, value in more.items()}})


@pytest.mark.parametrize(
    "environ", [{}, {"TELEGRAM_TOKEN": ""}, {"TELEGRAM_TOKEN": " \n"}, {"TELEGRAM_WEBHOOK_URL": "x"}]
)
def test_without_a_token_the_channel_is_off(environ):
    assert read(environ) is None


@pytest.mark.parametrize("token", [TOKEN, f" {TOKEN}\n", f"\t{TOKEN}\r\n"])
def test_a_token_is_enough_and_white_space_around_it_does_no_harm(token):
    assert given(token) == Settings(TOKEN, API, None)
    assert given(token, WEBHOOK_URL=" ", API_URL="\n") == Settings(TOKEN, API, None)


@pytest.mark.parametrize(
    "token",
    [f"{TOKEN} x", f'"{TOKEN}"', f"{TOKEN}/../x", f"{TOKEN}?a", "<token>", "Schlüssel", "a\nb", "１２３:abc"],
)
def test_a_token_with_characters_of_no_token_is_refused_without_telling_it(token):
    with pytest.raises(SettingsUnusable, match="TELEGRAM_TOKEN") as refused:
        given(token)
    assert token not in str(refused.value) and TOKEN not in str(refused.value)


# -- addresses -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "webhook"),
    [
        ("https://lotse.beispiel.de", f"https://lotse.beispiel.de{ROUTE}"),
        (" https://lotse.beispiel.de/ ", f"https://lotse.beispiel.de{ROUTE}"),
        ("https://lotse.beispiel.de:8443//", f"https://lotse.beispiel.de:8443{ROUTE}"),
        ("HTTPS://lotse.beispiel.de", f"https://lotse.beispiel.de{ROUTE}"),
        ("https://beispiel.de/lotse/telegram", "https://beispiel.de/lotse/telegram"),
        ("https://beispiel.de/lotse/", "https://beispiel.de/lotse/"),
    ],
)
def test_a_webhook_without_a_path_is_the_bots_own(address, webhook):
    assert given(WEBHOOK_URL=address).webhook == webhook


def test_a_query_stays_behind_the_path():
    assert given(WEBHOOK_URL="https://beispiel.de?a=b").webhook == f"https://beispiel.de{ROUTE}?a=b"


NO_ADDRESSES = [
    "beispiel.de",
    "ftp://beispiel.de",
    "https://",
    "https:///x",
    "https://a b.de",
    "https://[::1",
    "//a.de",
]


@pytest.mark.parametrize("address", [*NO_ADDRESSES, "http://lotse.beispiel.de"])
def test_a_webhook_that_telegram_cannot_reach_is_refused(address):
    with pytest.raises(SettingsUnusable, match="TELEGRAM_WEBHOOK_URL") as refused:
        given(WEBHOOK_URL=address)
    assert TOKEN not in str(refused.value)


@pytest.mark.parametrize("api", [API, f"{API}/", ""])
def test_the_public_api_sends_only_with_encryption(api):
    with pytest.raises(SettingsUnusable):
        given(WEBHOOK_URL="http://lotse.beispiel.de", API_URL=api)


def test_a_bot_api_server_of_ones_own_may_send_without():
    settings = given(WEBHOOK_URL="http://127.0.0.1:5005", API_URL=" http://127.0.0.1:8081/ ")
    assert settings == Settings(TOKEN, "http://127.0.0.1:8081", f"http://127.0.0.1:5005{ROUTE}")


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_an_api_that_is_no_address_is_refused(address):
    with pytest.raises(SettingsUnusable, match="TELEGRAM_API_URL"):
        given(API_URL=address)


# -- secrets -------------------------------------------------------------------------------------------


def test_settings_do_not_show_the_token():
    settings = given(WEBHOOK_URL="https://beispiel.de")
    for shown in (repr(settings), str(settings), f"{settings}", f"{settings!r:>300}", repr([settings])):
        assert TOKEN not in shown and settings.secret not in shown and "geheim" not in shown


def test_the_secret_is_the_tokens_own_and_telegram_takes_it():
    secret = given().secret
    assert secret == given(API_URL="http://a.de", WEBHOOK_URL="http://b.de").secret
    assert re.fullmatch("[A-Za-z0-9_-]{32,256}", secret)
    others = {given(f"{TOKEN}{end}").secret for end in "abc"}
    assert len(others | {secret}) == 4 and not any(TOKEN in one for one in others)
