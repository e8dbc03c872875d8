"""A site's address is no way into the local network."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ingest.public_hosts import PrivateAddress, PublicOnly, public_address
from ingest.site import mirror
from tests.ingest.sites import Site, html, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving({"/": html()}) as opened:
        yield opened


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",  # where clouds keep a machine's credentials
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "2002:a00:1::",  # 10.0.0.1 inside 6to4
        "64:ff9b::7f00:1",  # and inside NAT64
        "::7f00:1",
        "fec0::1",
        "2130706433",  # 127.0.0.1 as one number
        "0x7f.1",
    ],
)
def test_a_private_address_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(PrivateAddress):
        public_address(host, 80)


def test_no_proxy_alone_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "localhost")

    with httpx.Client(transport=PublicOnly()) as client, pytest.raises(PrivateAddress):
        client.get("http://localhost/")


def test_a_public_address_is_taken() -> None:
    assert public_address("9.9.9.9", 443) == "9.9.9.9"


def test_a_local_site_is_refused_with_the_setting_that_allows_it(site: Site, tmp_path: Path) -> None:
    report = mirror(site.url, tmp_path, allowed_hosts=("127.0.0.1",), delay=0, max_pages=5)

    assert [page.change for page in report.pages] == ["refused"]
    assert "GUICHET_SITE_PRIVATE" in report.pages[0].hint
    assert site.asked == []


def test_a_name_that_resolves_otherwise_a_moment_later_is_not_asked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when it is checked, this machine when it is connected to."""
    answers = iter(["198.41.0.4", "127.0.0.1"])
    port = httpx.URL(site.url).port

    def resolve(host: str, *_args: Any, **_more: Any) -> list[Any]:
        address = next(answers) if host == "piege.example" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with httpx.Client(transport=PublicOnly(), timeout=1) as client, pytest.raises(UserWarning, match=r"198\.41\.0\.4"):
        client.get(f"http://piege.example:{port}/")  # this test may reach no other machine: the try itself is enough

    assert site.asked == []
    assert next(answers) == "127.0.0.1"  # the name was resolved once
