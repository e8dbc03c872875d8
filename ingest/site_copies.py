"""The copies of a site's pages in a folder, and the notes that spare asking for what has not changed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from domain.ids import digest, slug
from domain.types import Change
from ingest.metadata import sidecar_path
from ingest.whole_file import write_sidecar, write_whole

STATE_NAME = ".site.json"  # hidden: not a document
RESUME_WITHIN_S = 24 * 3600
"""A walk that was cut off longer ago is begun again: its first pages may have changed since."""

_COPY_NAME = re.compile(r"[a-z0-9-]+-[0-9a-f]{8}\.(?:html|pdf|docx|odt)")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Copy:
    """A page's file, the validators that the site gave with it, and the walk that last saw it."""

    name: str
    digest: str
    walk: int
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class _State:
    """What the notes hold: the number of the last walk, when it began (Unix time), whether it came to its end."""

    walk: int = 0
    started: float = 0.0
    finished: bool = True
    pages: Mapping[str, Copy] = field(default_factory=dict)


class Copies:
    """One folder's copies by address. Each change is on disk, whole, before the next one."""

    def __init__(self, folder: Path) -> None:
        """Load the notes and begin a walk, or take up one that was cut off.

        Raises:
            DataFolderProblem: the folder cannot be written.
        """
        self._folder = folder
        state = self._load()
        self._pages = dict(state.pages)
        resumes = not state.finished and time.time() - state.started < RESUME_WITHIN_S
        self._walk = state.walk if resumes else state.walk + 1
        self._started = state.started if resumes else time.time()
        self._save(finished=False)
        self._drop_strays()

    def known(self, url: str) -> Copy | None:
        """The copy of a page, when its file is still there."""
        copy = self._pages.get(url)
        return copy if copy is not None and self.path(copy).is_file() else None

    def seen(self, copy: Copy) -> bool:
        """Whether this walk has already seen the page, before it was cut off."""
        return copy.walk == self._walk

    def path(self, copy: Copy) -> Path:
        return self._folder / copy.name

    def conditions(self, url: str) -> Mapping[str, str]:
        """The request headers that let the site answer « 304 »."""
        copy = self.known(url)
        if copy is None:
            return {}
        given = {"If-None-Match": copy.etag, "If-Modified-Since": copy.last_modified}
        return {name: value for name, value in given.items() if value}

    def store(self, url: str, body: bytes, suffix: str, headers: httpx.Headers) -> tuple[Change, Path]:
        """Write a page's copy and its sidecar; an edited sidecar is left as it is."""
        former, address = self.known(url), urlsplit(url)
        words = slug(unquote(f"{address.path} {address.query}")) if address.path.strip("/") else "accueil"
        stem = f"{words}-{digest(url, size=4)}"
        copy = Copy(
            stem + suffix,
            hashlib.sha256(body).hexdigest(),
            self._walk,
            headers.get("etag", ""),
            headers.get("last-modified", ""),
        )
        if former is not None and former.name != copy.name:
            self.path(former).unlink()
        change = Change.NEW if former is None else Change.CHANGED
        if former is not None and (former.name, former.digest) == (copy.name, copy.digest):
            change = Change.SAME
        else:
            if not sidecar_path(self.path(copy)).exists():
                write_sidecar(self.path(copy), {"url": url})
            write_whole(self.path(copy), body)
        self._pages[url] = copy
        self._save()
        return change, self.path(copy)

    def keep(self, url: str) -> Path:
        """Note that a page is as it was."""
        self._pages[url] = dataclasses.replace(self._pages[url], walk=self._walk)
        self._save()
        return self.path(self._pages[url])

    def remove(self, url: str) -> Path | None:
        """Take a page's copy away; returns where it stood, None when there was none."""
        copy = self._pages.pop(url, None)
        if copy is None:
            return None
        path = self.path(copy)
        path.unlink(missing_ok=True)
        sidecar_path(path).unlink(missing_ok=True)
        self._save()
        return path

    def unseen(self) -> tuple[str, ...]:
        """The pages that this walk has not met."""
        return tuple(url for url, copy in self._pages.items() if not self.seen(copy))

    def finish(self) -> None:
        """Note that the walk came to its end: the next one asks for every page again."""
        self._save(finished=True)

    def _drop_strays(self) -> None:
        """Remove copies that were written just before a crash, and never noted: they would outlive their page."""
        noted = {copy.name for copy in self._pages.values()}
        for path in self._folder.iterdir():
            if _COPY_NAME.fullmatch(path.name) and path.name not in noted:
                path.unlink()

    def _load(self) -> _State:
        try:
            state = json.loads((self._folder / STATE_NAME).read_bytes())
            state["pages"] = {url: Copy(**page) for url, page in state["pages"].items()}
            return _State(**state)
        except FileNotFoundError:
            return _State()
        except (ValueError, TypeError, KeyError, AttributeError) as exc:  # written by another version, or by hand
            log.warning("%s is unusable (%s): every page is asked for again", self._folder / STATE_NAME, exc)
            return _State()

    def _save(self, *, finished: bool = False) -> None:
        state = dataclasses.asdict(_State(self._walk, self._started, finished, self._pages))
        write_whole(self._folder / STATE_NAME, json.dumps(state, ensure_ascii=False, indent=1).encode())
