"""Forks commands for tests/commands.py: `python -m tests.nursery SOCKET`.

It imports what commands import, once, then gives each command a process of its own that goes on as `./guichet` would,
in its own folder, with its own environment, arguments and files.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import sys
import time
import traceback
from typing import Any

import cli.main
import cli.serve
import runtime.wiring

STREAMS = ("stdin", "stdout", "stderr")
_IMPORTED = (cli.serve, runtime.wiring)  # a command imports them when it needs them


def forked(address: str) -> dict[str, Any]:
    """Take orders for ever; return one, in the process that is to follow it.

    Whoever ordered it is told its number, then, once it has ended, its exit status.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the keepers are nobody's care
    listener = socket.create_server(address, family=socket.AF_UNIX)
    print("ready", flush=True)
    while True:
        connection, _ = listener.accept()
        with connection:
            order: dict[str, Any] = json.loads(connection.makefile().readline())
            if os.fork():
                continue
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            command = os.fork()
            if not command:
                connection.close()
                return order
            connection.sendall(f"{command}\n".encode())
            status = os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])
            connection.sendall(f"{status}\n".encode())
            os._exit(0)


def become(order: dict[str, Any]) -> None:
    """Take the place of a command that was typed."""
    for number, name in enumerate(STREAMS):
        end = os.open(f"{order['files']}/{name}", os.O_RDWR | os.O_CREAT | os.O_APPEND)
        os.dup2(end, number)
        os.close(end)
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    os.chdir(order["cwd"])
    sys.argv[1:] = order["arguments"]


def lived() -> int:
    """Run the command line; its exit status."""
    try:
        cli.main.main()
    except SystemExit as exc:
        return exc.code if isinstance(exc.code, int) else int(exc.code is not None)
    except BaseException:  # noqa: BLE001 - an interpreter ends so on whatever it is
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    become(forked(sys.argv[1]))
    status = lived()
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # ONNX Runtime would wait, at an exit, for a thread that no fork copies
