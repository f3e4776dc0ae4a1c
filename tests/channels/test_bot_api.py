"""That the stand-in for Telegram's server behaves as the real one, driven by python-telegram-bot."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
from aiohttp import web
from PIL import Image
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.request import HTTPXRequest

from tests.channels.bot_api import TOKEN, BotApi
from tests.channels.bot_api_chats import person

CHAT, GROUP = 77, -1001


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{api.url}/bot", request=HTTPXRequest(connection_pool_size=256)) as bot:
        yield bot


def keyboard(*buttons: tuple[str, str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(title, callback_data=data)] for title, data in buttons]
    )


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 3)).save(file, "PNG")
    return file.getvalue()


async def test_the_bot_is_known_by_its_token(api, bot):
    assert (bot.bot.id, bot.bot.username, bot.bot.can_join_groups) == (123456, "LotseTestBot", True)
    stranger = Bot("123456:another-token-altogether-abcdefghijk", base_url=f"{api.url}/bot")
    with pytest.raises(InvalidToken, match="rejected by the server"):
        await stranger.initialize()
    with pytest.raises(Exception, match="not found"):
        await bot.do_api_request("flyAway")
    assert [call.status for call in api.calls] == [200, 401, 404]


async def test_updates_come_until_confirmed(api, bot):
    first = api.say(CHAT, "Hallo 😀 /hilfe@LotseTestBot für @jemand")
    second = api.say(GROUP, "Hallo", message_thread_id=5, **{"from": person(9, "Kim")})
    updates = await bot.get_updates()
    assert [update.update_id for update in updates] == [first, second]
    assert [update.update_id for update in await bot.get_updates(limit=1)] == [first]
    message = updates[0].message
    assert list(message.parse_entities().values()) == ["/hilfe@LotseTestBot", "@jemand"]
    assert message.chat.type == "private" and message.from_user.language_code == "de"
    group = updates[1].message
    assert (group.chat.type, group.message_thread_id, group.from_user.id) == ("supergroup", 5, 9)
    assert [update.update_id for update in await bot.get_updates(offset=second)] == [second]
    assert await bot.get_updates(offset=second + 1) == ()
    api.again(first)
    assert [update.update_id for update in await bot.get_updates(offset=second + 1)] == [first]
    api.deliver([{"update_id": number, "message": api.compose(CHAT, "x")} for number in (9, 7, 8)])
    assert [update.update_id for update in await bot.get_updates(offset=second + 1)] == [9, 7, 8]


async def test_a_long_poll_ends_with_an_update_or_another_poll(api, bot):
    waiting = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    api.say(CHAT, "Hallo")
    (update,) = await waiting
    older = asyncio.create_task(bot.get_updates(offset=update.update_id + 1, timeout=10))
    await asyncio.sleep(0.1)
    async with Bot(TOKEN, base_url=f"{api.url}/bot") as other:
        assert await other.get_updates(offset=update.update_id + 1, timeout=0) == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await older


async def test_only_the_kinds_of_updates_that_were_asked_for_come(api, bot):
    await bot.get_updates(allowed_updates=["message"])
    api.send({"my_chat_member": {"chat": {"id": CHAT}}})
    number = api.say(CHAT, "Hallo")
    assert [update.update_id for update in await bot.get_updates()] == [number]


async def test_a_message_is_shown_as_people_see_it(api, bot):
    api.say(CHAT, "Hallo")
    sent = await bot.send_message(
        CHAT,
        "<b>A &amp; B</b> &nbsp; 😀 <a href='https://x.de/?a=1&amp;b=2'>mehr</a>\n",
        parse_mode="HTML",
        reply_parameters=ReplyParameters(1),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=keyboard(("Ja", "/ja")),
        message_thread_id=3,
    )
    (message,) = api.wait_for_messages(CHAT, 1)
    assert message.text == sent.text == "A & B &nbsp; 😀 mehr"
    assert message.links == [("mehr", "https://x.de/?a=1&b=2")] and message.html.startswith(
        "<b>A &amp; B</b>"
    )
    assert (message.id, message.reply_to, message.thread) == (sent.message_id, 1, 3)
    assert sent.reply_to_message.text == "Hallo"
    assert list(sent.parse_entities().values()) == ["A & B", "mehr"]
    (call,) = api.of("sendMessage", CHAT)
    assert call.params["link_preview_options"] == {"is_disabled": True}
    assert call.params["reply_markup"]["inline_keyboard"] == message.keyboard


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (" \n", "message text is empty"),
        ("<b></b>", "message text is empty"),
        ("x" * 4097, "message is too long"),
        ("<b>x", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("ü<br>", 'can\'t parse entities: Unsupported start tag "br" at byte offset 2'),
        ("<b><i>x</b></i>", "can't parse entities: Unmatched end tag"),
        ("x</b>", "can't parse entities: Unexpected end tag"),
        ("1 < 2", "can't parse entities: "),
        ("<span>x</span>", "can't parse entities: "),
    ],
)
async def test_a_text_that_telegram_refuses_is_refused(api, bot, text, problem):
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(CHAT, text, parse_mode="HTML")
    assert problem.casefold() in str(refused.value).casefold()
    assert not api.messages(CHAT) and not api.of("sendMessage")
    await bot.send_message(CHAT, "<b>" + "x" * 4094 + "&lt;&#33;</b>", parse_mode="HTML")


@pytest.mark.parametrize("button", [{"text": "A", "callback_data": "ü" * 33}, {"text": "A"}, {"text": ""}])
async def test_a_button_that_telegram_refuses_is_refused(api, bot, button):
    with pytest.raises(BadRequest):
        await bot.send_message(
            CHAT, "x", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton(**button)]])
        )
    assert not api.messages(CHAT)


async def test_a_press_comes_with_its_message_and_may_be_answered(api, bot):
    for data in ("alt", "neu"):
        await bot.send_message(CHAT, data, reply_markup=keyboard(("Ja", data), ("Nein", "n")))
    oldest = api.messages(CHAT)[0]
    api.press(CHAT, "Ja")
    api.press(CHAT, "Ja", message=oldest.id)
    newer, older = [update.callback_query for update in await bot.get_updates()]
    assert (newer.data, older.data, newer.message.reply_markup.inline_keyboard[1][0].text) == (
        "neu",
        "alt",
        "Nein",
    )
    assert await newer.answer()
    with pytest.raises(BadRequest, match="[Qq]uery is too old"):
        await bot.answer_callback_query("12345")
    await older.edit_message_reply_markup(None)
    with pytest.raises(BadRequest, match="not modified"):
        await older.edit_message_reply_markup(None)
    with pytest.raises(BadRequest, match="to edit not found"):
        await bot.edit_message_reply_markup(CHAT, 999)
    assert [message.titles for message in api.messages(CHAT)] == [[], ["Ja", "Nein"]]
    with pytest.raises(AssertionError, match="No button"):
        api.press(CHAT, "Ja", message=oldest.id)


async def test_photos_actions_and_commands(api, bot):
    await bot.send_chat_action(CHAT, "typing")
    sent = await bot.send_photo(CHAT, picture(), caption="<i>Gehalt</i>", parse_mode="HTML")
    await bot.send_photo(CHAT, sent.photo[-1].file_id)
    first, second = api.messages(CHAT)
    assert first.photo == second.photo == picture() and (first.text, second.text) == ("Gehalt", "")
    assert (sent.photo[-1].width, api.of("sendPhoto")[0].files) == (4, {"photo": picture()})
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(CHAT, picture(), caption="x" * 1025)
    with pytest.raises(BadRequest, match="(?i)IMAGE_PROCESS_FAILED"):
        await bot.send_photo(CHAT, b"no picture")
    await bot.set_my_commands([("start", "Anfangen")], language_code="de")
    assert [command.command for command in await bot.get_my_commands(language_code="de")] == ["start"]
    await bot.delete_my_commands(language_code="de")
    assert await bot.get_my_commands(language_code="de") == ()


async def test_faults_come_instead_of_answers_or_after_the_deed(api, bot):
    api.fault("sendMessage", retry_after=7, chat=CHAT)
    api.fault("sendMessage", status=403)
    api.fault("*", status=502)
    api.fault("sendMessage", body=b"{")
    api.fault("sendMessage", hang_up=True)
    api.fault("sendMessage", migrate_to=-100)
    expected = [
        (RetryAfter, "7"),
        (Forbidden, "blocked"),
        (NetworkError, "502"),
        (Exception, "Invalid"),
        (NetworkError, "disconnected"),
    ]
    for kind, words in expected:
        with pytest.raises(kind, match=words):
            await bot.send_message(CHAT, "x")
    with pytest.raises(ChatMigrated):
        await bot.send_message(CHAT, "x")
    assert [call.status for call in api.calls[1:]] == [429, 403, 502, 200, 0, 400] and not api.messages(CHAT)
    api.fault("sendMessage", after=True)
    with pytest.raises(NetworkError):
        await bot.send_message(CHAT, "once")
    assert [message.text for message in api.messages(CHAT)] == ["once"]


async def test_a_server_that_was_away_has_forgotten_nothing(api, bot):
    waiting = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    api.pause()
    with pytest.raises(NetworkError):
        await waiting
    with pytest.raises(NetworkError, match="ConnectError"):
        await bot.get_me()
    number = api.say(CHAT, "Hallo")
    api.resume()
    assert [update.update_id for update in await bot.get_updates()] == [number]


class Receiver:
    """A bot's webhook, which fails as often as `failures` says."""

    def __init__(self) -> None:
        self.failures = 0
        self.got: list[tuple[str | None, dict]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(
            (request.headers.get("X-Telegram-Bot-Api-Secret-Token"), json.loads(await request.text()))
        )
        self.failures -= 1
        return web.Response(status=500 if self.failures >= 0 else 200)


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    receiver = Receiver()
    application = web.Application()
    application.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield receiver, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def test_a_webhook_gets_all_in_order_and_again_until_it_takes_it(api, bot, receiver):
    hook, url = receiver
    with pytest.raises(BadRequest, match="unallowed characters"):
        await bot.set_webhook(url, secret_token="ä")
    early = api.say(CHAT, "0")
    hook.failures = 2
    await bot.set_webhook(url, secret_token="geheim", max_connections=3)
    numbers = [early, *(api.say(CHAT, str(number)) for number in range(1, 4))]
    await asyncio.to_thread(api.wait, lambda: len(api.webhook_answers) == 6, 5)
    assert api.webhook_answers == [(early, 500), (early, 500), *((number, 200) for number in numbers)]
    assert {secret for secret, _ in hook.got} == {"geheim"}
    texts = [Update.de_json(update, bot).message.text for _, update in hook.got]
    assert texts == ["0", "0", *"0123"]
    assert await asyncio.to_thread(api.send_raw, b"[]", None) == 200 and hook.got[-1] == (None, [])
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).url == url
    await bot.delete_webhook()
    number = api.say(CHAT, "4")
    assert [update.update_id for update in await bot.get_updates()] == [number]


def test_who_waits_in_vain_sees_the_last_calls_but_no_secret(api):
    async def call() -> None:
        async with Bot(TOKEN, base_url=f"{api.url}/bot") as bot:
            await bot.set_webhook(f"http://127.0.0.1:9/{TOKEN}", secret_token="geheim")

    asyncio.run(call())
    with pytest.raises(AssertionError) as failed:
        api.wait(lambda: [], seconds=0.05)
    assert "200 setWebhook" in str(failed.value)
    assert TOKEN not in str(failed.value) and "geheim" not in str(failed.value)


async def test_many_chats_at_once(api):
    api.fault("sendMessage", delay=0.5, times=200)

    async def send(client: aiohttp.ClientSession, chat: int) -> int:
        # By aiohttp, for python-telegram-bot's client itself takes seconds for so many at once.
        data = {"chat_id": chat, "text": "Hallo"}
        async with client.post(f"{api.url}/bot{TOKEN}/sendMessage", data=data) as answer:
            return answer.status

    begun = time.monotonic()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:
        answers = await asyncio.gather(*(send(client, chat) for chat in range(1, 201)))
    # One after the other they would take 100 seconds.
    assert answers == [200] * 200 and time.monotonic() - begun < 50
    assert all(len(api.messages(chat)) == 1 for chat in range(1, 201))


def test_it_stops_at_once_even_while_calls_wait():
    async def call(url: str) -> None:
        async with Bot(TOKEN, base_url=f"{url}/bot") as bot:
            await bot.get_updates(timeout=20)

    async def stop_while_called() -> float:
        with BotApi() as api:
            api.fault("getUpdates", delay=20)
            waiting = [asyncio.create_task(call(api.url)) for _ in range(2)]
            await asyncio.to_thread(api.wait, lambda: len(api.of("getMe")) == 2)
            await asyncio.sleep(0.1)
            begun = time.monotonic()
        results = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(result, NetworkError) for result in results)
        return time.monotonic() - begun

    assert asyncio.run(stop_while_called()) < 3
