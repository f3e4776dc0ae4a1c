"""Secrets come from the environment or from files of their owner's, and no message tells them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import RasaException
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from berufslotse import secrets
from berufslotse.channels import telegram_settings
from berufslotse.channels.sessions import secret as session_secret
from berufslotse.channels.website import WebsiteChannel
from berufslotse.evaluation.marked import Marked, MarkedFile
from berufslotse.knowledge.home import PROJECT, knowledge_url
from berufslotse.secrets import SecretUnusable, keep_private, masked, read_secret
from berufslotse.serving.conversations import Conversations
from berufslotse.serving.events import address
from berufslotse.serving.processes import Adressen, Paar, free_port
from berufslotse.serving.tracker_store import ConversationStore

SECRET = "streng-geheim-0123456789"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with a secret in it, as it should be."""
    path = tmp_path / "geheimnis"
    path.write_text(f"{SECRET}\n")
    path.chmod(0o600)
    return path


def refused(**environ: object) -> str:
    """Return what is said of the secret in `environ`; it is one line and does not tell the secret."""
    with pytest.raises(SecretUnusable) as caught:
        read_secret("DING", {name: str(value) for name, value in environ.items()})
    message = str(caught.value)
    assert SECRET not in message and "\n" not in message and "DING" in message
    # A traceback shows the causes too.
    assert caught.value.__cause__ is None and SECRET not in str(caught.value.__context__)
    return message


def test_the_variable_holds_the_secret(monkeypatch):
    monkeypatch.setenv("DING", f" {SECRET}\n")
    assert read_secret("DING") == SECRET


@pytest.mark.parametrize("environ", [{}, {"DING": ""}, {"DING": " \n", "DING_FILE": ""}], ids=str)
def test_without_a_value_there_is_no_secret(environ):
    assert read_secret("DING", environ) is None


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_its_owners_holds_the_secret(file, mode):
    file.chmod(mode)
    assert read_secret("DING", {"DING_FILE": str(file), "DING": ""}) == SECRET


def test_of_two_secrets_none_is_taken(file):
    assert "DING und DING_FILE sind beide gesetzt" in refused(DING=SECRET, DING_FILE=file)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o610])
def test_a_file_that_others_may_open_is_refused_with_the_command_that_closes_it(file, mode):
    file.chmod(mode)
    assert f"chmod 600 {file}" in refused(DING_FILE=file)


def test_what_a_container_mounts_is_taken_though_it_is_open(file, monkeypatch):
    file.chmod(0o444)
    monkeypatch.setattr(secrets, "MOUNTED", file.parent.resolve())
    assert read_secret("DING", {"DING_FILE": str(file)}) == SECRET


def test_a_way_out_of_the_mounted_folder_is_seen_through(file, monkeypatch, tmp_path):
    (tmp_path / "secrets").mkdir()
    monkeypatch.setattr(secrets, "MOUNTED", tmp_path / "secrets")
    file.chmod(0o444)
    assert "chmod 600" in refused(DING_FILE=tmp_path / "secrets" / ".." / file.name)


def test_files_that_hold_no_secret_are_named(file, tmp_path):
    assert f"{tmp_path / 'fehlt'} lässt sich nicht lesen" in refused(DING_FILE=tmp_path / "fehlt")
    assert "keine Datei" in refused(DING_FILE=tmp_path)
    os.mkfifo(tmp_path / "rohr", 0o600)
    assert "keine Datei" in refused(DING_FILE=tmp_path / "rohr")
    for content, told in [
        (b" \n", "ist leer"),
        (f"{SECRET}\nzweite Zeile".encode(), "mehrere Zeilen"),
        (SECRET.encode() + b"\xff", "kein lesbarer Text"),
        (SECRET.encode() * 10_000, "zu groß"),
    ]:
        file.write_bytes(content)
        assert told in refused(DING_FILE=file)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(file):
    file.chmod(0)
    assert "Rechte" in refused(DING_FILE=file)


# -- addresses -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://lotse:geheim@rechner:5432/db", "postgresql://lotse:***@rechner:5432/db"),
        ("redis://:geheim@rechner/0", "redis://:***@rechner/0"),
        ("redis+cluster://:ge@heim@a:1,b:2", "redis+cluster://:***@a:1,b:2"),
        ("postgresql://lotse:ge/he?im#@rechner/db", "postgresql://lotse:***@rechner/db"),
        ("postgresql:///db?user=lotse&password=geheim&a=b", "postgresql:///db?user=lotse&password=***&a=b"),
        ("redis://rechner/0?sentinel_password=geheim", "redis://rechner/0?sentinel_password=***"),
        ("sqlite:////ordner/gespraeche.db", "sqlite:////ordner/gespraeche.db"),
        ("memory://", "memory://"),
        ("http://rechner:80/weg", "http://rechner:80/weg"),
    ],
)
def test_an_address_is_shown_without_its_password(address, shown):
    assert masked(address) == shown


# -- files ---------------------------------------------------------------------------------------------


@pytest.fixture
def open_to_all() -> Iterator[None]:
    """Whatever is made is open to everybody unless said otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_private_file_is_its_owners_only_whether_new_or_not(tmp_path, open_to_all):
    file = tmp_path / "heim" / "datei"
    keep_private(file)
    assert mode(file) == 0o600 and file.read_bytes() == b""
    file.write_text("bleibt")
    file.chmod(0o666)
    keep_private(file)
    assert mode(file) == 0o600 and file.read_text() == "bleibt"


def test_a_folder_or_a_device_in_the_place_of_a_private_file_is_left_alone(tmp_path, open_to_all):
    before = mode(tmp_path), mode(Path(os.devnull))
    keep_private(tmp_path)
    keep_private(Path(os.devnull))
    assert (mode(tmp_path), mode(Path(os.devnull))) == before


# -- the bot's own -------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own for what the bot keeps, and no address of a database."""
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(tmp_path / "heim"))
    for name in ("CONVERSATIONS_URL", "KNOWLEDGE_URL", "BERUFSLOTSE_SECRET"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "heim"


def test_what_holds_conversations_or_secrets_is_its_owners_only(home, open_to_all):
    Conversations(address())
    session_secret()
    MarkedFile().add(Marked("Was verdient ein Koch?", None, None))
    with (
        pytest.raises(FileNotFoundError),
        Paar(home / "nichts", Adressen(), home / "modell", home / "bot.log"),
    ):
        pass
    made = {file.name: mode(file) for file in home.iterdir()}
    assert {"gespraeche.db", "gespraeche.db-wal", "website-secret", "bot.log"} <= made.keys()
    assert set(made.values()) == {0o600}


def test_conversations_that_an_earlier_version_left_open_are_closed(home, open_to_all):
    conversations = Conversations(address())
    files = [home / f"gespraeche.db{beside}" for beside in ("", "-wal", "-shm")]
    for file in files:
        file.chmod(0o644)
    Conversations(address())
    assert {mode(file) for file in files} == {0o600}
    assert conversations.spoken("niemand", 1) == []


def test_addresses_may_stand_in_files(home, file, monkeypatch):
    file.write_text("postgresql://lotse:geheim@rechner/db\n")
    monkeypatch.setenv("CONVERSATIONS_URL_FILE", str(file))
    monkeypatch.setenv("KNOWLEDGE_URL_FILE", str(file))
    assert address() == knowledge_url() == "postgresql://lotse:geheim@rechner/db"


def test_the_secret_of_sessions_and_the_token_of_telegram_may_stand_in_files(home, file, monkeypatch):
    monkeypatch.setenv("BERUFSLOTSE_SECRET_FILE", str(file))
    with pytest.raises(SecretUnusable, match="BERUFSLOTSE_SECRET ist zu kurz"):
        session_secret()
    file.write_text(f"{'x' * 40}\n")
    assert session_secret() == "x" * 40
    assert not home.exists()
    settings = telegram_settings.read({"TELEGRAM_TOKEN_FILE": str(file)})
    assert settings is not None and settings.token == "x" * 40
    file.chmod(0o644)
    with pytest.raises(telegram_settings.SettingsUnusable, match="chmod 600"):
        telegram_settings.read({"TELEGRAM_TOKEN_FILE": str(file)})


@pytest.fixture
def guarded(postgres) -> str:
    """The address of a database of PostgreSQL, with a password that is wrong."""
    url = make_url(postgres.new_database())
    with create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("DROP ROLE IF EXISTS streng")
        connection.exec_driver_sql("CREATE ROLE streng LOGIN PASSWORD 'richtig'")
        rules = connection.exec_driver_sql("SELECT current_setting('hba_file')").scalar_one()
        asked = "host all streng 127.0.0.1/32 scram-sha-256"
        kept = connection.exec_driver_sql(f"SELECT pg_read_file('{rules}')").scalar_one()
        if asked not in kept:
            lines = [asked, *(line for line in kept.splitlines() if line and not line.startswith("#"))]
            values = ", ".join(f"('{line}')" for line in lines)
            connection.exec_driver_sql(f"COPY (VALUES {values}) TO '{rules}'")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    wrong = url.set(username="streng", password=SECRET).render_as_string(hide_password=False)
    for _ in range(100):  # the server reads its rules in its own time
        try:
            create_engine(wrong, poolclass=NullPool).connect().close()
        except OperationalError:
            return wrong
        time.sleep(0.1)
    pytest.fail("PostgreSQL asks for no password")


COMMANDS = (
    ["report"],
    ["forget", "--older-than", "30d", "--ja"],
    ["review"],
    ["knowledge", "status"],
    ["run"],
)


def told_by(command: list[str], monkeypatch: pytest.MonkeyPatch, url: str) -> str:
    """Return what `command` says where both databases are at `url`."""
    monkeypatch.setenv("CONVERSATIONS_URL", url)
    monkeypatch.setenv("KNOWLEDGE_URL", url)
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setenv("ACTIONS_PORT", str(free_port()))
    run = [sys.executable, "-c", "from berufslotse.console.app import main; main()", *command]
    done = subprocess.run(run, cwd=PROJECT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1
    return done.stdout + done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_with_a_wrong_password_a_command_names_the_database_but_not_the_password(
    command, guarded, home, monkeypatch
):
    told = told_by(command, monkeypatch, guarded)
    assert SECRET not in told and "Traceback" not in told
    # The review must name the variable only, since it reads more than this database.
    if command != ["review"]:
        assert "127.0.0.1" in told and str(make_url(guarded).database) in told


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://rechner:{SECRET}/db",
        f"postgresql://lotse:vorn@{SECRET}@rechner.invalid/db",
        f"postgresql:/lotse:{SECRET}@rechner/db",
        f"gibtsnicht://lotse:{SECRET}@rechner/db",
    ],
)
@pytest.mark.parametrize("command", COMMANDS[:4], ids=" ".join)
def test_an_address_that_is_none_is_told_in_one_line_without_its_password(command, url, home, monkeypatch):
    told = told_by(command, monkeypatch, url)
    assert SECRET not in told and "Traceback" not in told and "_URL" in told
    assert len(told.strip().splitlines()) == 1


def test_rasa_and_the_website_do_not_tell_the_password_either(guarded, home, monkeypatch):
    monkeypatch.setenv("CONVERSATIONS_URL", guarded)
    for start in (lambda: ConversationStore(Domain.empty()), lambda: WebsiteChannel.from_credentials(None)):
        with pytest.raises(RasaException) as caught:
            start()
        assert SECRET not in str(caught.value) and str(make_url(guarded).database) in str(caught.value)
    for url in (
        f"postgresql://rechner:{SECRET}/db",
        f"postgresql://l:v@{SECRET}@rechner.invalid/db",
    ):
        monkeypatch.setenv("CONVERSATIONS_URL", url)
        with pytest.raises(RasaException) as caught:
            WebsiteChannel.from_credentials(None)
        assert SECRET not in str(caught.value) and "CONVERSATIONS_URL" in str(caught.value)


@pytest.mark.parametrize(
    "storage", [f"redis://:{SECRET}@127.0.0.1:1/0", f"gibtsnicht://:{SECRET}@x", f":{SECRET}@x"]
)
def test_an_address_of_limits_is_told_without_its_password(storage, home):
    try:
        WebsiteChannel.from_credentials({"limits_storage": storage})
    except RasaException as error:
        assert SECRET not in str(error) and "limits_storage" in str(error)


def test_a_command_names_a_file_of_secrets_that_is_open_to_others(file, home, monkeypatch):
    file.chmod(0o644)
    monkeypatch.setenv("CONVERSATIONS_URL_FILE", str(file))
    run = [sys.executable, "-c", "from berufslotse.console.app import main; main()", "report"]
    done = subprocess.run(run, cwd=PROJECT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1 and SECRET not in done.stderr
    assert done.stderr.strip().splitlines() == [
        f"CONVERSATIONS_URL_FILE: Andere dürfen {file} lesen. Bitte schließen: chmod 600 {file}"
    ]
