"""What the bot says on Telegram by itself, without Rasa; neither du nor Sie, since it does not know which."""

from __future__ import annotations

from telegram import BotCommand

EXAMPLE = "zum Beispiel: Was verdient ein Koch in Köln?"
NOTICES = {
    "heard": f"Zuhören kann ich leider nicht, nur lesen. Als Text verstehe ich die Frage, {EXAMPLE}",
    "seen": f"Bilder, Videos und Dateien kann ich nicht ansehen. Als Text verstehe ich die Frage, {EXAMPLE}",
    "place": f"Mit einem Standort kann ich nichts anfangen, mit dem Namen der Stadt schon, {EXAMPLE}",
    "other": f"Das kann ich nicht lesen, ich verstehe nur Text, {EXAMPLE}",
    "command": (
        "Diesen Befehl kenne ich nicht. Es gibt /hilfe, /neu, /datenschutz und /loeschen. "
        f"Fragen brauchen keinen Befehl, {EXAMPLE}"
    ),
    "added": (
        "Hallo zusammen, ich bin der Berufslotse, ein Programm. Fragen zu Berufen beantworte ich aus "
        "belegten Fakten, immer mit Quelle. In dieser Gruppe melde ich mich nur, wenn mein Name @{name} "
        "fällt oder jemand auf eine meiner Nachrichten antwortet."
    ),
    "deleted": (
        "Erledigt, von unserem Gespräch ist bei mir nichts mehr gespeichert. Was hier im Chat noch steht, "
        "liegt bei Telegram und lässt sich dort löschen."
    ),
    "old_button": (
        "Dieser Knopf gehört zu einem Gespräch, das ich nicht mehr gespeichert habe. Als Text verstehe ich "
        "die Frage gern noch einmal."
    ),
    "unavailable": "Gerade komme ich nicht an mein Wissen. Bitte in ein paar Minuten noch einmal fragen.",
}
MENU = (
    BotCommand("start", "Begrüßung"),
    BotCommand("hilfe", "Was ich kann"),
    BotCommand("neu", "Von vorn anfangen"),
    BotCommand("datenschutz", "Was ich speichere und wie lange"),
    BotCommand("loeschen", "Unser Gespräch löschen"),
)
STATES = {
    "off": "aus. Einschalten: TELEGRAM_TOKEN setzen, siehe docs/telegram.md.",
    "unusable": "aus. {about}",
    "wrong_token": (
        "aus. Telegram kennt dieses TELEGRAM_TOKEN nicht. Bitte bei @BotFather nachsehen, "
        "siehe docs/telegram.md."
    ),
    "connecting": "Verbindung wird aufgebaut.",
    "away": "Telegram ist nicht zu erreichen. Der Lotse versucht es weiter; bitte das Netz prüfen.",
    "database": (
        "Die Datenbank der Gespräche ist nicht zu erreichen. Der Lotse versucht es weiter; bitte Platz und "
        "CONVERSATIONS_URL prüfen."
    ),
    "elsewhere": (
        "Ein anderer Lotse mit demselben Token holt die Nachrichten schon ab. Dieser hier antwortet dort "
        "nicht."
    ),
    "polling": "@{about}, https://t.me/{about}",
    "webhook": "@{about}, https://t.me/{about} (über den Webhook)",
}
"""How the channel stands, in words for who runs the bot."""
