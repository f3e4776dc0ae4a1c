"""The action server is down or does not answer: people are told so, and nothing else breaks."""

from __future__ import annotations

import socket
import threading

import pytest

from berufslotse.serving.processes import wait_until_ready

SORRY = ("komme gerade nicht an meine Fakten heran", "meine Faktensammlung antwortet nicht")


class Mute:
    """A server that takes every connection and never says a word."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_server(("127.0.0.1", port))
        self._taken: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                self._taken.append(self._socket.accept()[0])
            except OSError:
                return

    def close(self) -> None:
        for taken in self._taken:
            taken.close()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def sorry(reply: str) -> bool:
    return any(words in reply for words in SORRY)


def test_down_server_is_admitted_and_the_next_message_works_once_it_is_back(restored, gespraech):
    restored.stop("actions")
    assert sorry(gespraech.say("Was macht man als Erzieherin in Köln?"))
    assert "Programm" in gespraech.say("Bist du ein Mensch?")
    restored.start("actions")
    assert wait_until_ready(restored.addresses, restored.alive)
    assert "Quelle" in gespraech.say("Was macht man als Erzieherin in Köln?")


def test_two_failures_in_a_row_are_put_differently(restored, gespraech):
    restored.stop("actions")
    first = gespraech.say("Was macht man als Erzieherin in Köln?")
    second = gespraech.say("Was verdient man als Erzieherin in Köln?")
    assert sorry(first)
    assert sorry(second)
    assert first != second


def test_mute_server_is_given_up_on(restored, gespraech):
    restored.stop("actions")
    mute = Mute(restored.addresses.actions_port)
    try:
        # Rasa itself would wait five minutes; the conversation's own patience is half a minute.
        assert sorry(gespraech.say("Was macht man als Erzieherin in Köln?"))
    finally:
        mute.close()


def test_polite_form_is_kept_in_trouble(restored, gespraech):
    restored.stop("actions")
    assert "Bitte" in gespraech.say("Können Sie mir sagen, was man als Erzieherin in Köln verdient?")


def test_rest_listens_on_this_machine_only(bot):
    with socket.socket() as probe:
        probe.settimeout(5)
        own_address = _address_of_this_machine()
        if own_address is None:
            pytest.skip("Diese Maschine hat keine Adresse außer 127.0.0.1.")
        assert probe.connect_ex((own_address, bot.addresses.port)) != 0
        assert probe.connect_ex((own_address, bot.addresses.actions_port)) != 0


def _address_of_this_machine() -> str | None:
    """Return an address of this machine that others could reach, without sending anything."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = probe.getsockname()[0]
    return None if address.startswith("127.") else address
