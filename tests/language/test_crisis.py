"""Somebody in danger gets help lines, whatever else the message says."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from berufslotse.language.crisis import CrisisGuard, in_crisis


@pytest.mark.parametrize(
    "message",
    [
        "Ich will sterben",
        "ich bring mich um wenn ich die prüfung nicht schaffe",
        "ich will nich mehr leben",
        "suizid",
        "Ich denke oft daran, mein Leben zu beenden.",
        "ich tu mir was an",
        "ich weiß nur dass ich sterben will",
        "mein Ausbilder fasst mich an",
        "der chef hat mich geschlagen",
        "ich werde in der ausbildung gemobbt",
        "Mein Kollege belästigt mich. Was verdient man woanders?",
        "i want to die",
    ],
)
def test_danger_is_seen(message):
    assert in_crisis(message)


@pytest.mark.parametrize(
    "message",
    [
        "Ist Drucker ein aussterbender Beruf?",
        "mein Chef schlägt vor, dass ich eine Weiterbildung mache",
        "kann man als Psychologe in der Suizidprävention arbeiten",
        "Was macht ein Schlagzeuger?",
        "die matheprüfung bringt mich um, braucht man mathe als elektriker",
        "Ich will nicht mehr da sein, wo ich gerade arbeite",
        "ich will nicht mehr leben wie ein student",
        "Wie wird man Bestatter?",
        "Mein Mann schlägt die Hände überm Kopf zusammen",
        "",
    ],
)
def test_harmless_words_are_left_alone(message):
    assert not in_crisis(message)


def test_guard_goes_before_what_the_classifier_guessed():
    guess = {"name": "einstieg", "confidence": 0.9}
    message = Message({TEXT: "Ich will sterben", INTENT: guess, INTENT_RANKING_KEY: [guess]})
    CrisisGuard().process([message])
    assert message.get(INTENT) == {"name": "crisis", "confidence": 1.0}
    assert [entry["name"] for entry in message.get(INTENT_RANKING_KEY)] == ["crisis", "einstieg"]


def test_guard_leaves_other_messages_as_they_are():
    guess = {"name": "einstieg", "confidence": 0.9}
    message = Message({TEXT: "Wie werde ich Koch?", INTENT: guess, INTENT_RANKING_KEY: [guess]})
    CrisisGuard().process([message])
    assert message.get(INTENT) == guess
