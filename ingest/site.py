"""Keeps a folder of copies of a site's pages: what is new, changed, the same and gone since the last walk."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import httpx

from domain.errors import UnreadableFile
from domain.ports import Progress, silent
from domain.types import Change
from ingest.site_client import ROBOT, Failure, Reply, SiteClient, join
from ingest.site_copies import Copies
from ingest.site_map import read_sitemaps
from ingest.site_page import FILE_SUFFIXES, look, path_suffix, suffix_of, to_keep, worth_asking

_KEPT = (Change.NEW, Change.CHANGED, Change.SAME)


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """What became of one address; `path` is its copy, or where it stood when it is gone."""

    url: str
    path: Path | None
    change: Change
    reason: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class MirrorReport:
    """The pages of a walk in order; `complete` when all of the site was seen, without an error."""

    pages: tuple[PageOutcome, ...]
    complete: bool
    seconds: float


def mirror(
    url: str,
    folder: Path,
    *,
    allowed_hosts: Iterable[str],
    delay: float,
    max_pages: int,
    private: bool = False,
    progress: Progress = silent,
) -> MirrorReport:
    """Bring a folder's copies of a site up to date: the pages of its sitemaps, else those that links lead to.

    Hosts other than `allowed_hosts` (names) are never asked, redirects included, nor those of the local network unless
    `private` says so. `delay` is in seconds between
    two requests; robots.txt may ask for more. At most `max_pages` addresses are asked for.

    Every page's outcome is in the report; a page that cannot be had stops nothing else. Copies of pages that
    the site no longer has are removed; those that were only not seen are removed by a complete walk alone. A
    walk that is cut off is taken up by the next one.

    Raises:
        UnreadableFile: `url` is not an address of the web.
        DataFolderProblem: the folder cannot be written.
    """
    began = time.monotonic()
    start = join(url, "")
    if start is None:
        raise UnreadableFile(url, "ce n'est pas une adresse web", hint="Écrivez par exemple https://www.exemple.fr/")
    with SiteClient(start, allowed_hosts, delay, private=private) as web:
        walk = _Walk(web, Copies(folder), max_pages, progress)
        walk.run(start)
    return MirrorReport(tuple(walk.outcomes), walk.complete, time.monotonic() - began)


class _Walk:
    """One walk through a site."""

    def __init__(self, web: SiteClient, copies: Copies, max_pages: int, progress: Progress) -> None:
        self._web = web
        self._copies = copies
        self._max_pages = max_pages
        self._progress = progress
        self._waiting: deque[str] = deque()
        self._met: set[str] = set()
        self._follows_links = True
        self.outcomes: list[PageOutcome] = []
        self.complete = True

    def run(self, start: str) -> None:
        """Walk to the end, to `max_pages`, or until the site no longer answers."""
        rules = self._web.rules(start)
        if isinstance(rules, Failure):
            self._fail(start, rules)
            return
        named = [address for given in rules.sitemaps if (address := join(start, given))]
        sitemap = read_sitemaps(self._web, named, guess=join(start, "/sitemap.xml") or start)
        for address, problem in sitemap.problems:
            if not self._fail(address, problem):
                return
        self._meet([start])
        self._meet(sitemap.pages, tell=True)
        self._follows_links = all(self._web.refusal(address) for address in sitemap.pages)
        asked = 0
        while self._waiting:
            if asked == self._max_pages:
                hint = "Augmentez GUICHET_SITE_MAX_PAGES, ou donnez l'adresse d'une partie du site."
                left = f"le site a plus de {asked} pages : {len(self._waiting)} adresses au moins ne sont pas lues"
                self._fail(start, Failure(left, hint))
                break
            address = self._waiting.popleft()
            self._progress(asked, min(self._max_pages, asked + 1 + len(self._waiting)), address)
            if not self._visit(address):
                return  # not finished: the next walk takes it up here
            asked += 1
        self._progress(asked, asked, start)
        self._end()

    def _end(self) -> None:
        # A site that shows nothing any more is in trouble, or hides: that is no reason to forget it.
        self.complete = self.complete and any(outcome.change in _KEPT for outcome in self.outcomes)
        for url in self._copies.unseen() if self.complete else ():
            self._let_go(url, "le site n'a plus de lien vers cette page")
        self._copies.finish()

    def _meet(self, addresses: Iterable[str], *, tell: bool = False) -> None:
        """Queue the addresses that may be asked for; those of other sites are told of once a site."""
        for address in addresses:
            if address in self._met:
                continue
            self._met.add(address)
            refusal = self._web.refusal(address)
            if refusal is None:
                self._waiting.append(address)
            elif tell and refusal.reason not in {outcome.reason for outcome in self.outcomes}:
                self._refuse(address, refusal)

    def _visit(self, url: str) -> bool:
        """Bring one page up to date; False when the site no longer answers."""
        copy = self._copies.known(url)
        if copy is not None and self._copies.seen(copy):
            self._keep(url)
            return True
        rules = self._web.rules(url)
        if isinstance(rules, Failure):
            return self._fail(url, rules)
        if not rules.can_fetch(url, ROBOT):
            self._let_go(url, "robots.txt interdit cette page")
            return True
        reply = self._web.get(url, self._copies.conditions(url), wanted=lambda found: suffix_of(found) is not None)
        return self._fail(url, reply) if isinstance(reply, Failure) else self._take(url, reply)

    def _take(self, url: str, reply: Reply) -> bool:
        match reply.status:
            case 200:
                self._store(url, reply)
            case 304 if self._copies.known(url):
                self._keep(url)
            case 404 | 410:
                self._let_go(url, f"la page n'existe pas ou plus (le site répond {reply.status})")
            case _ if reply.moved_to is not None and (refusal := self._web.refusal(reply.moved_to)):
                return self._fail(url, refusal)
            case _ if reply.moved_to is not None:
                if self._copies.known(url):
                    self._let_go(url, f"la page est maintenant à l'adresse {reply.moved_to}")
                self._meet([reply.moved_to])
            case status:
                hint = "Cette page est réservée." if status in (401, 403) else "Relancez plus tard."
                return self._fail(url, Failure(f"le site répond {status}", hint, stops=status == 429))
        return True

    def _store(self, url: str, reply: Reply) -> None:
        suffix = suffix_of(reply)
        seen = look(url, reply.body if suffix == ".html" else b"", reply.headers)
        self._meet_links(seen.links)
        if suffix is None:
            self._let_go(url, f"ce format n'est pas lu ({reply.content_type or 'sans type'})")
        elif not seen.indexable:
            self._let_go(url, "la page demande à ne pas être indexée (noindex)")
        else:
            change, path = self._copies.store(url, to_keep(reply), suffix, reply.headers)
            self.outcomes.append(PageOutcome(url, path, change))

    def _keep(self, url: str) -> None:
        """Keep a copy as it is; its links lead on as they did."""
        path = self._copies.keep(url)
        if path.suffix == ".html":
            self._meet_links(look(url, path.read_bytes(), httpx.Headers()).links)
        self.outcomes.append(PageOutcome(url, path, Change.SAME))

    def _meet_links(self, links: Iterable[str]) -> None:
        """Queue a page's links; only those to documents when the sitemap names the pages."""
        self._meet(
            link for link in links if worth_asking(link) and (self._follows_links or path_suffix(link) in FILE_SUFFIXES)
        )

    def _let_go(self, url: str, reason: str) -> None:
        path = self._copies.remove(url)
        self.outcomes.append(PageOutcome(url, path, Change.GONE if path else Change.REFUSED, reason))

    def _fail(self, url: str, failure: Failure) -> bool:
        """Note what could not be seen; its copy stays. Returns whether to go on."""
        self.complete = False
        self._refuse(url, failure)
        return not failure.stops

    def _refuse(self, url: str, failure: Failure) -> None:
        self.outcomes.append(PageOutcome(url, None, Change.REFUSED, failure.reason, failure.hint))
