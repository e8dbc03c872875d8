"""Who serves a data folder: found while it listens, and not after it was killed."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from runtime.ownership import announced_socket, control_socket


def test_an_owner_is_found_from_the_moment_it_listens_until_it_stops(tmp_path: Path) -> None:
    assert control_socket(tmp_path) is None
    with announced_socket(tmp_path) as address, socket.socket(socket.AF_UNIX) as owner:
        owner.bind(str(address))
        assert control_socket(tmp_path) is None
        owner.listen()
        assert control_socket(tmp_path) == address
    assert control_socket(tmp_path) is None


def test_the_socket_that_a_killed_owner_left_leads_nowhere(tmp_path: Path) -> None:
    address = tmp_path / "control.sock"
    with socket.socket(socket.AF_UNIX) as owner:
        owner.bind(str(address))
        owner.listen()
    (tmp_path / "owner.json").write_text(json.dumps({"pid": 1, "socket": str(address)}), encoding="utf-8")

    assert address.exists()
    assert control_socket(tmp_path) is None
