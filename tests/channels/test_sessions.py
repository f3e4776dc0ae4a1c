"""A token opens one conversation, its own; what signs the tokens is made once and kept from others."""

from __future__ import annotations

import base64
import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier

import jwt
import pytest

from berufslotse.channels.sessions import SecretUnusable, Sessions, TokenInvalid, secret

PROJECT = Path(__file__).resolve().parents[2]
SECRET = "g" * 40
SOMEBODY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def sessions() -> Sessions:
    return Sessions(SECRET)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for what the bot makes, which is not there yet; no secret is given."""
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(tmp_path / "heim"))
    monkeypatch.delenv("BERUFSLOTSE_SECRET", raising=False)
    return tmp_path / "heim"


def claims(**changed) -> dict:
    soon = datetime.now(timezone.utc) + timedelta(days=1)
    all_ = {"sub": SOMEBODY, "aud": "berufslotse-website", "exp": soon, **changed}
    return {name: value for name, value in all_.items() if value is not None}


def encoded(part: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def test_a_token_opens_the_same_conversation_each_time(sessions):
    token = sessions.begin().token
    assert sessions.sender_id(token) == sessions.sender_id(token)
    assert sessions.sender_id(token).startswith("website-")


def test_two_tokens_open_two_conversations(sessions):
    assert sessions.sender_id(sessions.begin().token) != sessions.sender_id(sessions.begin().token)


def test_a_token_is_read_by_every_server_with_the_secret(sessions):
    token = sessions.begin().token
    assert Sessions(SECRET).sender_id(token) == sessions.sender_id(token)


def test_a_token_is_good_for_thirty_days(sessions):
    now = datetime.now(timezone.utc)
    session = sessions.begin(now)
    assert timedelta(days=30, seconds=-1) <= session.expires - now <= timedelta(days=30)
    assert sessions.sender_id(sessions.begin(now - timedelta(days=30) + timedelta(hours=1)).token)
    with pytest.raises(TokenInvalid):
        sessions.sender_id(sessions.begin(now - timedelta(days=30, seconds=5)).token)


def test_what_a_token_says_of_its_end_is_what_holds(sessions):
    session = sessions.begin()
    told = jwt.decode(session.token, SECRET, algorithms=["HS256"], audience="berufslotse-website")
    assert told["exp"] == session.expires.timestamp()


def test_the_tokens_of_these_tests_would_be_good_if_nothing_were_wrong_with_them(sessions):
    assert sessions.sender_id(jwt.encode(claims(), SECRET, "HS256")) == f"website-{SOMEBODY}"


@pytest.mark.parametrize("place", [0, 1, 2], ids=["head", "claims", "signature"])
def test_a_token_with_a_changed_part_is_refused(sessions, place):
    mine, other = sessions.begin().token.split("."), sessions.begin().token.split(".")
    mine[place] = encoded({"alg": "HS512", "typ": "JWT"}) if place == 0 else other[place]
    with pytest.raises(TokenInvalid):
        sessions.sender_id(".".join(mine))


def test_a_token_of_another_secret_is_refused(sessions):
    with pytest.raises(TokenInvalid):
        sessions.sender_id(Sessions("h" * 40).begin().token)


@pytest.mark.parametrize("name", ["none", "None", "NONE", ""])
def test_an_unsigned_token_is_refused(sessions, name):
    told = {**claims(), "exp": 4_000_000_000}
    for signature in ("", "AAAA"):
        with pytest.raises(TokenInvalid):
            sessions.sender_id(f"{encoded({'alg': name, 'typ': 'JWT'})}.{encoded(told)}.{signature}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"sub": None},
        {"exp": None},
        {"aud": None},
        {"aud": "jemand-anders"},
        {"aud": ["jemand-anders"]},
        {"exp": "bald"},
        {"sub": ""},
        {"sub": "niemand"},
        {"sub": "../../etc/passwd"},
        {"sub": f"{SOMEBODY}' OR '1'='1"},
    ],
    ids=str,
)
def test_a_signed_token_that_says_something_else_is_refused(sessions, wrong):
    with pytest.raises(TokenInvalid):
        sessions.sender_id(jwt.encode(claims(**wrong), SECRET, "HS256"))


@pytest.mark.parametrize("sub", [5, ["a"], {"a": 1}, True])
def test_a_signed_token_of_a_conversation_that_is_no_text_is_refused(sessions, sub):
    head, body = encoded({"alg": "HS256", "typ": "JWT"}), encoded({**claims(exp=4_000_000_000), "sub": sub})
    signature = jwt.get_algorithm_by_name("HS256").sign(f"{head}.{body}".encode(), SECRET.encode())
    token = f"{head}.{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
    with pytest.raises(TokenInvalid):
        sessions.sender_id(token)


@pytest.mark.parametrize(
    "garbage",
    ["", ".", "..", "...", "abc", "a.b.c", "ä.ö.ü", "\udcff\udce4", "\0", "x" * 100_000, "e30.e30.e30"],
)
def test_what_is_no_token_is_refused(sessions, garbage):
    with pytest.raises(TokenInvalid):
        sessions.sender_id(garbage)


# -- the secret ----------------------------------------------------------------------------------------


def test_a_secret_that_is_given_is_used_and_nothing_is_written(home, monkeypatch):
    monkeypatch.setenv("BERUFSLOTSE_SECRET", SECRET)
    assert secret() == SECRET
    assert not home.exists()


@pytest.mark.parametrize("given", ["", "kurz", "x" * 31])
def test_a_given_secret_that_is_too_short_is_refused_with_a_way_to_mend_it(home, monkeypatch, given):
    monkeypatch.setenv("BERUFSLOTSE_SECRET", given)
    with pytest.raises(SecretUnusable, match="BERUFSLOTSE_SECRET ist zu kurz.*openssl rand -hex 32"):
        secret()


def test_without_one_a_secret_is_made_once_and_is_its_owners_only(home):
    made = secret()
    assert len(made) >= 32 and secret() == made
    (file,) = home.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text() == made


def test_another_home_has_another_secret(home, monkeypatch, tmp_path):
    first = secret()
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(tmp_path / "anderswo"))
    assert secret() != first


def test_a_file_that_others_could_read_is_closed_to_them(home):
    made = secret()
    (home / "website-secret").chmod(0o644)
    assert secret() == made
    assert stat.S_IMODE((home / "website-secret").stat().st_mode) == 0o600


def test_all_who_ask_at_once_get_the_same_secret(home):
    together = Barrier(12)

    def ask(_) -> str:
        together.wait()
        return secret()

    with ThreadPoolExecutor(12) as pool:
        assert len(set(pool.map(ask, range(12)))) == 1
    assert [path.name for path in home.iterdir()] == ["website-secret"]


def test_two_servers_that_start_at_once_get_the_same_secret(home):
    ask = "from berufslotse.channels.sessions import secret; print(secret())"
    processes = [
        subprocess.Popen([sys.executable, "-c", ask], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = {process.communicate(timeout=60)[0].strip() for process in processes}
    assert told == {secret()}


@pytest.mark.parametrize(
    ("content", "mend"),
    [
        (b"", "Datei löschen"),
        (b"\n \n", "Datei löschen"),
        (b"zu kurz\n", "Datei löschen"),
        ("ä".encode() * 40, "BERUFSLOTSE_SECRET setzen"),
        (b"\xff\xfe" * 40, "BERUFSLOTSE_SECRET setzen"),
    ],
    ids=["empty", "blank", "short", "not ASCII", "not text"],
)
def test_a_file_that_holds_no_secret_is_named_and_left_as_it_is(home, content, mend):
    home.mkdir()
    file = home / "website-secret"
    file.write_bytes(content)
    with pytest.raises(SecretUnusable) as caught:
        secret()
    assert str(file) in str(caught.value) and mend in str(caught.value)
    assert file.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_named(home):
    home.write_text("eine Datei, wo der Ordner hin soll")
    with pytest.raises(SecretUnusable) as caught:
        secret()
    assert str(home / "website-secret") in str(caught.value) and "BERUFSLOTSE_SECRET" in str(caught.value)


def test_a_folder_that_cannot_be_written_is_named(home, monkeypatch):
    # The tests may run as root, who may write anywhere but where there is nothing to write on.
    monkeypatch.setenv("BERUFSLOTSE_HOME", "/proc/self")
    with pytest.raises(SecretUnusable, match="/proc/self/website-secret ist nicht zu gebrauchen"):
        secret()


def test_a_folder_in_the_place_of_the_file_is_named(home):
    (home / "website-secret").mkdir(parents=True)
    with pytest.raises(SecretUnusable, match="website-secret ist nicht zu gebrauchen"):
        secret()
