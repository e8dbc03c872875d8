"""Reaches public addresses only: a page that staff name, or that a site leads to, is no way into the local network.

A host's name is resolved here and the connection made to the very address that was checked: a name that resolves
otherwise a moment later (DNS rebinding) changes nothing. OWASP, « Server-Side Request Forgery Prevention ».
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.request import getproxies, proxy_bypass

import httpx

_HOLDING_IPV4 = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96")))
"""Networks whose addresses end with an IPv4 one: NAT64 (RFC 6052, 8215), IPv4-compatible and -translated."""


class PrivateAddress(httpx.ConnectError):
    """A host stands on the local network, or on this machine."""


class PublicOnly(httpx.BaseTransport):
    """Sends requests to public addresses, and raises PrivateAddress for others."""

    def __init__(self) -> None:
        self._transport = httpx.HTTPTransport()
        self._proxies = {scheme: httpx.HTTPTransport(proxy=proxy) for scheme, proxy in _proxies().items()}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the address that the host's name resolves to; behind a proxy, which alone knows it, its own."""
        host = request.url.host
        through = self._proxies.get(request.url.scheme)
        if through is not None and not proxy_bypass(host):
            return through.handle_request(request)
        address = public_address(host, request.url.port or {"http": 80, "https": 443}[request.url.scheme])
        request.url = request.url.copy_with(host=address)  # the Host header is written already, with the name
        request.extensions = {**request.extensions, "sni_hostname": host}
        return self._transport.handle_request(request)

    def close(self) -> None:
        """Close the connections."""
        for transport in (self._transport, *self._proxies.values()):
            transport.close()


def _proxies() -> dict[str, str]:
    """The proxy of each scheme that the environment names."""
    named = getproxies()
    found = {scheme: named.get(scheme) or named.get("all") for scheme in ("http", "https")}
    return {scheme: proxy for scheme, proxy in found.items() if proxy}


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
        if address.is_site_local:
            return False
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and any(address in network for network in _HOLDING_IPV4):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast
