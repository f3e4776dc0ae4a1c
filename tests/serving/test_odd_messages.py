"""Whatever people send, the bot answers in whole sentences and goes on."""

from __future__ import annotations

import pytest

ODD = {
    "spaces": "   ",
    "emoji": "😂😂👍",
    "flags and families": "🇩🇪 👩‍👩‍👧",
    "punctuation": "?!?!...",
    "one sign": "?",
    "control characters": "was \x07verdient\x1b[31m man\x00 da",
    "zero-width": "was\u200b ver\u200bdient ein Ko\u200dch",
    "right to left": "\u202eKoch\u202c",
    "mixed scripts": "Кöln Kоch зарплата 給料",
    "arabic": "كم يكسب الطباخ؟",
    "5,000 signs": "was verdient man denn da so " * 180,
    "5,000 letters without a space": "a" * 5000,
    "braces": '{"beruf": "Koch"}',
    "a command that is none": "/gibtsnicht",
    "half a command": '/gehalt{"beruf": ',
    "markup": "<script>alert(1)</script>",
    "surrogates": "\\ud83d",
}


@pytest.mark.parametrize("message", ODD.values(), ids=ODD)
def test_it_gets_a_sensible_reply_and_the_next_question_its_answer(gespraech, message):
    reply = gespraech.say(message)
    assert len(reply) > 20 and "Traceback" not in reply
    assert "Euro" in gespraech.say("Was verdient ein Koch in Köln?")


@pytest.mark.parametrize(
    "message",
    [
        "Can you tell me how much a nurse earns in Cologne?",
        "hello, do you speak english",
        "what do I need to become an electrician in Germany",
    ],
)
def test_english_gets_a_sentence_in_english_and_one_in_german(gespraech, message):
    reply = gespraech.say(message)
    assert "German" in reply and "Deutsch" in reply


def test_an_english_job_title_in_a_german_question_is_no_english(gespraech):
    assert "facts are in German" not in gespraech.say("Was macht ein Software Engineer in Köln?")


def test_two_questions_in_one_message_are_both_answered(gespraech):
    gespraech.say("Erzieher in Köln")
    reply = gespraech.say("Was macht man da und was verdient man?")
    assert "Euro" in reply and len(reply.split("Quelle")) > 2


@pytest.mark.parametrize("before", ["Hallo! ", "Danke dir, super. ", "Guten Abend, ich bin die Ida. "])
def test_a_question_after_a_greeting_or_thanks_is_answered(gespraech, before):
    assert "Euro" in gespraech.say(f"{before}Was verdient ein Koch in Köln?")


def test_the_question_at_the_end_of_a_long_story_is_answered(gespraech):
    story = (
        "Guten Tag, ich bin 45 und habe zwanzig Jahre im Büro gesessen. Mein Rücken ist kaputt, das Geld war auch "
        "nie viel, und die Kollegen haben nur gemeckert. Jetzt will ich in die Küche. Was verdient ein Koch in Köln?"
    )
    assert "Euro" in gespraech.say(story)
