"""Nothing reaches beyond this machine: pytest-socket blocks every other address (pyproject.toml)."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from runtime.guichet import Guichet
from tests.builders import a_query
from tests.integration.files import SCIC, ingest, write

DOCUMENTATION_ADDRESS = ("192.0.2.1", 80)  # reserved by RFC 5737: nobody answers there


def test_the_guard_itself_blocks_other_addresses() -> None:
    with pytest.warns(UserWarning, match="192.0.2.1"), pytest.raises(SocketConnectBlockedError):
        socket.create_connection(DOCUMENTATION_ADDRESS, timeout=1)


def test_ingesting_and_asking_need_no_network(guichet: Guichet, tmp_path: Path) -> None:
    ingest(guichet, write(tmp_path / "documents", scic=SCIC))

    assert guichet.answer(a_query("Une commune peut-elle entrer au capital d'une SCIC ?")).sentences
