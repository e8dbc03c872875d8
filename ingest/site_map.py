"""Sitemaps of a site → the addresses of its pages (sitemaps.org, protocol 0.9: XML, index, text, gzip).

ultimate-sitemap-parser was tried: it keeps the beginning of a sitemap that was cut off and only logs it, so that the
missing pages would be taken for removed ones.
"""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]

from ingest.site_client import Failure, Reply, SiteClient, join

MAX_SITEMAPS = 100
_GONE = (404, 410)
_LOC = "/*[local-name()='{0}']/*[local-name()='{1}']/*[local-name()='loc']/text()"


@dataclass(frozen=True, slots=True)
class SiteMap:
    """The pages that a site names, in order, and what could not be read: (address, why)."""

    pages: tuple[str, ...]
    problems: tuple[tuple[str, Failure], ...] = ()


def read_sitemaps(web: SiteClient, named: Sequence[str], guess: str) -> SiteMap:
    """The pages of the sitemaps that robots.txt names, else of the usual one, which need not exist."""
    waiting, seen = deque(named or [guess]), set[str]()
    pages: dict[str, None] = {}
    problems: list[tuple[str, Failure]] = []
    while waiting and len(seen) < MAX_SITEMAPS:
        address = waiting.popleft()
        if address in seen:
            continue
        seen.add(address)
        reply = web.follow(address)
        if isinstance(reply, Failure):
            problems.append((address, reply))
        elif address == guess and not named and (reply.status in _GONE or reply.content_type == "text/html"):
            continue  # there is none: some sites answer with a page that says so
        elif reply.status != 200:
            problems.append((address, Failure(f"le plan du site ne peut pas être lu : le site répond {reply.status}")))
        else:
            found = _parse(reply)
            if isinstance(found, Failure):
                problems.append((address, found))
                continue
            pages |= dict.fromkeys(found[0])
            waiting += found[1]
    if waiting:
        problems.append((waiting[0], Failure(f"le site a plus de {MAX_SITEMAPS} plans : les suivants ne sont pas lus")))
    return SiteMap(tuple(pages), tuple(problems))


def _parse(reply: Reply) -> tuple[Sequence[str], Sequence[str]] | Failure:
    """The pages and the sitemaps that a sitemap names."""
    try:
        data = _unzipped(reply.body)
        if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return _addresses(reply, data.decode("utf-8-sig").splitlines()), ()
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(data, parser).getroottree()
    except (zlib.error, EOFError, UnicodeDecodeError, etree.XMLSyntaxError) as exc:
        return Failure(f"le plan du site est abîmé ({exc})", "Signalez-le au responsable du site.")
    pages = _addresses(reply, root.xpath(_LOC.format("urlset", "url")))
    return pages, _addresses(reply, root.xpath(_LOC.format("sitemapindex", "sitemap")))


def _unzipped(data: bytes, limit: int = 50 * 1024 * 1024) -> bytes:
    """The data, decompressed when it is gzip; `limit` bytes is what the protocol allows."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    unzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    found = unzip.decompress(data, limit)
    if not unzip.eof:
        raise EOFError("coupé, ou trop gros")
    return found


def _addresses(reply: Reply, texts: Sequence[str]) -> Sequence[str]:
    return [address for text in texts if text.strip() and (address := join(reply.url, text))]
