"""What looks like a running bot to a command, and answers whatever a test wants."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from berufslotse.serving.processes import Adressen


@contextmanager
def stand_in(replies: Iterable[bytes]) -> Iterator[Adressen]:
    """Give the addresses of what looks well and answers `replies` one after the other, then hangs up.

    An empty reply is an error of the server.
    """
    left = iter(replies)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(200, b'{"status": "ok"}')

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            reply = next(left, None)
            if reply is not None:
                self._send(200 if reply else 500, reply)

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield Adressen(server.server_port, server.server_port)
        finally:
            server.shutdown()
