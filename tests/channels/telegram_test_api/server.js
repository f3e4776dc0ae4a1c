"use strict";
// Telegram's Bot API as the package telegram-test-api emulates it: `node server.js PORT` says "ready" when it
// listens on 127.0.0.1, and ends with its standard input. The package's files are as they come; around them
// stands what the real API does, the bot cannot do without or the tests ask for, and the package does not do.
// What else it does in its own way is left, since the bot has to cope: it answers getUpdates at once and
// whatever the offset, and what it answers to sendMessage (the time in milliseconds, fields as they came in)
// and to setWebhook, editMessageReplyMarkup, and answerCallbackQuery (null) is not as documented.

const { createRequire } = require("node:module");
const TelegramServer = require("telegram-test-api");

const ofPackage = createRequire(require.resolve("telegram-test-api"));
const axios = ofPackage("axios");
const express = ofPackage("express");

const server = new TelegramServer({ port: Number(process.argv[2]), host: "127.0.0.1", storeTimeout: 3600 });
const around = express();
const calls = [];

// The real getMe says of a bot that it is one; the package leaves out that obligatory field.
around.use("/bot:token/getMe", (_request, response, next) => {
  const send = response.json.bind(response);
  response.json = (body) => send({ ...body, result: { is_bot: true, ...body.result } });
  next();
});

// The real API knows these methods; the package answers 500. A test reads at /calls what they were called with.
around.post(
  ["/bot:token/setMyCommands", "/bot:token/sendChatAction"],
  express.urlencoded({ extended: true }),
  (request, response) => {
    calls.push({ method: request.path.split("/").pop(), ...request.body });
    response.json({ ok: true, result: true });
  },
);
around.get("/calls", (_request, response) => response.json(calls));

// The real API takes pictures, as multipart/form-data; the package knows neither. A person sees such a message
// as one with the caption as its text and the file, in Base64, as its photo.
around.post(
  "/bot:token/sendPhoto",
  express.raw({ type: "multipart/form-data", limit: "10mb" }),
  async (request, response, next) => {
    try {
      const type = { "content-type": request.headers["content-type"] };
      const { photo, caption, ...form } = Object.fromEntries(
        await new Response(request.body, { headers: type }).formData(),
      );
      const file = Buffer.from(await photo.arrayBuffer()).toString("base64");
      const result = server.addBotMessage({ ...form, text: caption, photo: file }, request.params.token);
      response.json({ ok: true, result });
    } catch (error) {
      next(error);
    }
  },
);

// The real API calls a webhook with the secret that was set with it; the package keeps it to itself.
axios.interceptors.request.use((request) => {
  const webhook = Object.values(server.webhooks).find(({ url }) => url === request.url);
  if (webhook?.secret_token) request.headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret_token;
  return request;
});

// The real API tells with each press of a button in which chat it was; the package leaves out that obligatory
// field.
const format = TelegramServer.formatUpdate;
TelegramServer.formatUpdate = (update) => {
  const { callback_query: press, ...rest } = format(update);
  return press ? { ...rest, callback_query: { ...press, chat_instance: String(press.message.chat.id) } } : rest;
};

around.use(server.webServer);
server.webServer = around;
process.stdin.resume().on("end", () => process.exit());
server.start().then(() => console.log("ready"));
