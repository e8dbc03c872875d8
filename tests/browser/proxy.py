"""A line between a browser and the service that a test may cut, or hold, in the middle of an answer."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from urllib.parse import urlsplit

SENTENCE = b"event: sentence"
CHUNK = 65_536
GIVE_UP_SECONDS = 60
READ_SECONDS = 0.5
"""What came is read before the line is cut: a browser throws away what it has not handed over yet."""


class Line:
    """Forwards bytes as they are. What it does to the events of answers is set by a test, at any moment."""

    def __init__(self, service: str) -> None:
        target = urlsplit(service)
        self._target = (target.hostname or "", target.port or 80)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.cuts_left = 0
        """How many more answers to cut after their first sentence."""
        self.cut = 0
        """How many it has cut."""
        self._dead = False
        self._open: list[socket.socket] = []
        self._flowing = Event()
        self._flowing.set()

    def hold(self) -> None:
        """Let nothing of an answer through after its first sentence, until `release`."""
        self._flowing.clear()

    def release(self) -> None:
        """Let all through again."""
        self._flowing.set()

    def die(self) -> None:
        """Cut all, and answer nobody until `revive`."""
        self._dead = True
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self.release()

    def revive(self) -> None:
        """Answer again."""
        self._dead = False

    def close(self) -> None:
        """End."""
        self.die()
        self._listening.shutdown(socket.SHUT_RDWR)  # closing alone would not wake who accepts
        self._listening.close()

    def serve(self) -> None:
        """Accept until closed."""
        with suppress(OSError):  # closed
            while True:
                browser, _ = self._listening.accept()
                Thread(target=self._join, args=(browser,), daemon=True).start()

    def _join(self, browser: socket.socket) -> None:
        if self._dead:
            browser.close()
            return
        self._open.append(browser)
        with browser, socket.create_connection(self._target) as service:
            up = Thread(target=_pump, args=(browser, service), daemon=True)
            up.start()
            self._down(service, browser)
            for end in (service, browser):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            up.join()

    def _down(self, service: socket.socket, browser: socket.socket) -> None:
        with suppress(OSError):
            while read := service.recv(CHUNK):
                end = _after_first_sentence(read)
                if end is None:
                    browser.sendall(read)
                    continue
                browser.sendall(read[:end])
                if self.cuts_left:
                    self.cuts_left -= 1
                    self.cut += 1
                    time.sleep(READ_SECONDS)
                    return
                self._flowing.wait(GIVE_UP_SECONDS)
                browser.sendall(read[end:])


def _after_first_sentence(read: bytes) -> int | None:
    begins = read.find(SENTENCE)
    ends = read.find(b"\n\n", begins)
    return ends + 2 if begins >= 0 and ends >= 0 else None


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while read := source.recv(CHUNK):
            target.sendall(read)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def line(service: str) -> Iterator[Line]:
    """A line to a service, on a port of its own, until the block ends."""
    made = Line(service)
    thread = Thread(target=made.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.close()
        thread.join(GIVE_UP_SECONDS)
