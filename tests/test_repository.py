"""What is kept in git holds no secret, no path of somebody's machine and no address of a package index."""

from __future__ import annotations

import re
import subprocess

import pytest

from berufslotse.knowledge.home import PROJECT

FORBIDDEN = {
    "a private key": rb"-----BEGIN [A-Z ]*PRIVATE KEY",
    "a token of a Telegram bot": rb"\b\d{8,10}:[A-Za-z0-9_-]{35}\b",
    "a token of GitHub": rb"\bgh[pousr]_[A-Za-z0-9]{36}\b",
    "a key of a cloud": rb"\b(AKIA|ASIA)[A-Z0-9]{16}\b",
    "a path of a machine": rb"(?<![\w.:/-])/(work|home/\w+|Users/\w+)/",
    "an address of an index": rb"(?i)://(\w+\.)?(pypi|registry|files\.pythonhosted)[\w.-]*[./]",
}
EXAMPLES = {
    "a private key": b"-----BEGIN RSA PRIVATE " + b"KEY-----",
    "a token of a Telegram bot": b"bot 123456789:" + b"A" * 35,
    "a token of GitHub": b"ghp_" + b"a" * 36,
    "a key of a cloud": b"AKIA" + b"B" * 16,
    "a path of a machine": b'"/ho' + b'me/anna/lotse"',
    "an address of an index": b'"resolved": "' + b"https:" + b'//registry.beispiel.org/lit.tgz"',
}


def found(what: str, content: bytes) -> list[bytes]:
    return [match[0] for match in re.finditer(FORBIDDEN[what], content)]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_git_holds_nothing_that_does_not_belong_there(what):
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=False).stdout
    files = [PROJECT / name.decode() for name in listed.split(b"\0") if name]
    if not files:
        pytest.skip("no checkout of git")
    kept = {path.relative_to(PROJECT): found(what, path.read_bytes()) for path in files if path.is_file()}
    assert {str(path): hits for path, hits in kept.items() if hits} == {}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_such_a_thing_would_be_found(what):
    assert found(what, EXAMPLES[what])


def test_packages_are_pinned_by_their_hashes_and_come_from_no_address():
    text = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
    assert not re.search(r"^(-i|--(extra-)?index-url|--find-links)|\S+ @ |https?:", text, re.MULTILINE)
    pins = len(re.findall(r"^[a-z0-9][^\n]*== ?", text, re.MULTILINE))
    assert pins > 150 and len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) >= pins
