"""Reaches public addresses only: a page that staff name, or that a site leads to, is no way into the local network.

A host's name is resolved here and the connection made to the very address that was checked: a name that resolves
otherwise a moment later (DNS rebinding) changes nothing. OWASP, « Server-Side Request Forgery Prevention ».
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.request import getproxies

import httpx


class PrivateAddress(httpx.ConnectError):
    """A host stands on the local network, or on this machine."""


class PublicOnly(httpx.BaseTransport):
    """Sends requests to public addresses, and raises PrivateAddress for others."""

    def __init__(self) -> None:
        self._transport = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the address that the host's name resolves to."""
        host = request.url.host
        address = public_address(host, request.url.port or {"http": 80, "https": 443}[request.url.scheme])
        request.url = request.url.copy_with(host=address)  # the Host header is written already, with the name
        request.extensions = {**request.extensions, "sni_hostname": host}
        return self._transport.handle_request(request)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


def guarded() -> httpx.BaseTransport | None:
    """A transport for addresses that people give; None behind a proxy, which alone knows what they resolve to."""
    return None if getproxies() else PublicOnly()


def public_address(host: str, port: int) -> str:
    """An address of a host.

    Raises:
        PrivateAddress: it has none that is public.
        httpx.ConnectError: its name is not known.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise httpx.ConnectError(f"le nom « {host} » n'est pas connu") from exc
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    public = [address for address in addresses if _is_public(address)]
    if not public:
        raise PrivateAddress(f"« {host} » est sur le réseau local")
    return str(public[0])


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether anyone may reach it, as IANA's registries tell; an address inside another one is looked at itself."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast
