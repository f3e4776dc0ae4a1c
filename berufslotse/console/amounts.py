"""How much is kept, deleted or put back, in words."""

from __future__ import annotations

from berufslotse.console.output import count
from berufslotse.serving.retention import Amount


def told(amount: Amount, *besides: str) -> str:
    """Return `amount` and what comes with it, as in "3 Gespräche mit 7 Nachrichten und die Profile"."""
    parts = [
        f"{count(amount.conversations, 'Gespräch', 'Gespräche')} "
        f"mit {count(amount.messages, 'Nachricht', 'Nachrichten')}"
    ]
    if amount.waiting:
        parts.append(count(amount.waiting, "unbeantwortete Nachricht", "unbeantwortete Nachrichten"))
    parts += besides
    return f"{', '.join(parts[:-1])} und {parts[-1]}" if len(parts) > 1 else parts[0]
