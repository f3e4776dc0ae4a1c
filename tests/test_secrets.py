"""Secrets come from the environment or from files of their owner's, and no message tells them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from berufslotse import secrets
from berufslotse.secrets import SecretUnusable, keep_private, masked, read_secret

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
def open_to_all() -> None:
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
