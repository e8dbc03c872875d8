"""Reads each file in a process of its own, with limits of time and memory: a hostile file harms nothing but itself.

The processes are forked from a server that has loaded the readers and nothing else (`forkserver`): they hold no lock,
no database, no index and no model, and they die with us.
"""

from __future__ import annotations

import fcntl
import logging
import logging.handlers
import multiprocessing
import os
import pkgutil
import queue
import resource
import signal
import sys
import threading
import time
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, cast

import ingest.readers
from domain.errors import BrokenInvariant, GuichetError, UnreadableFile
from domain.types import RawDocument
from ingest.companions import folder_files
from ingest.readers import read_file
from ingest.readers.folder import Corpora, Corpus, load_corpus

log = logging.getLogger(__name__)

T = TypeVar("T")

MIB = 1024 * 1024
_READERS = tuple(found.name for found in pkgutil.walk_packages(ingest.readers.__path__, f"{ingest.readers.__name__}."))
_NETWORK = frozenset({"socket.connect", "socket.getaddrinfo", "socket.sendto"})
_LESS_URGENT = 10  # niceness: answering comes first
_STARTING = threading.Lock()


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """How long a file may take, how much memory reading it may take, how large it may be."""

    seconds: float
    memory_bytes: int
    file_bytes: int


class IsolatedReader:
    """Reads files one after the other, `workers` of them at a time. A context: on leaving, no process is left."""

    def __init__(self, limits: ReadLimits, workers: int = 2) -> None:
        self._limits = limits
        self._workers = workers
        self._running: deque[_Task] = deque()
        self._corpora: dict[Path, Corpus | GuichetError] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        while self._running:
            self._running.popleft().kill()

    def read_all(self, paths: Iterable[Path]) -> Iterator[tuple[RawDocument, ...] | GuichetError]:
        """For each file, in order, its documents, or why it cannot be read: nothing is raised for one file."""
        return self.run_all(read_within, ((path, self._limits.file_bytes, self._corpora_of(path)) for path in paths))

    def run_all(self, work: Callable[..., T], calls: Iterable[tuple[Any, ...]]) -> Iterator[T | GuichetError]:
        """For each call, in order, what `work(*call)` gives under the same limits, or why it gave nothing.

        `work` is a function of a module; a call's first argument is the path that an error names. The next calls
        are started ahead, never more than `workers` at a time.
        """
        ahead: deque[_Task] = deque()
        for call in calls:
            ahead.append(self._start(work, call))
            if len(ahead) == self._workers:
                yield self._finish(ahead.popleft())
        while ahead:
            yield self._finish(ahead.popleft())

    def _corpora_of(self, path: Path) -> Corpora:
        """What the corpus.yaml files of its folders say, nearest first: each is read once for all files below it."""
        files = folder_files(path)
        unread = [file for file in files if file not in self._corpora]
        for file, corpus in zip(unread, self.run_all(load_corpus, [(file,) for file in unread]), strict=True):
            self._corpora[file] = corpus
        return {file: self._corpora[file] for file in files}

    def _start(self, work: Callable[..., Any], call: tuple[Any, ...]) -> _Task:
        task = _Task(self._limits, work, call)
        self._running.append(task)
        return task

    def _finish(self, task: _Task) -> Any:
        try:
            return task.outcome()
        finally:
            self._running.remove(task)
            task.kill()


class _Task:
    """One call, under way in its own process."""

    def __init__(self, limits: ReadLimits, work: Callable[..., Any], call: tuple[Any, ...]) -> None:
        self._limits = limits
        self._path = str(call[0])
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__, *_READERS])
        self._answer, sender = context.Pipe(duplex=False)
        arguments = (sender, limits.memory_bytes, logging.getLogger().getEffectiveLevel(), work, call)
        self._process: ForkServerProcess = context.Process(target=_serve, args=arguments, daemon=True)
        with _no_main():
            self._process.start()
        sender.close()
        self._deadline = time.monotonic() + limits.seconds

    def outcome(self) -> Any:
        """What the call gave, or the error that says why it gave nothing."""
        try:
            # A process whose answer has waited for us longer than its time was not slow: we were.
            if not self._answer.poll(max(0.0, self._deadline - time.monotonic())):
                hint = "Découpez le document, ou augmentez GUICHET_READ_SECONDS."
                return UnreadableFile(self._path, f"lecture interrompue après {self._limits.seconds:g} s", hint=hint)
            outcome, records = self._answer.recv()
        except (EOFError, OSError):  # OSError: it died in the middle of its answer
            self._process.join()
            log.warning("the reader of %s died with exit code %s", self._path, self._process.exitcode)
            hint = f"{UnreadableFile.hint} S'il est très gros, augmentez GUICHET_READ_MEMORY_MB."  # PDFium aborts then
            return UnreadableFile(self._path, "le lecteur s'est arrêté brutalement sur ce fichier", hint=hint)
        for record in records:
            logger = logging.getLogger(record.name)
            if logger.isEnabledFor(record.levelno):
                logger.handle(record)
        return outcome

    def kill(self) -> None:
        """End the process and those that it started (Tesseract), whatever they are doing."""
        with suppress(ProcessLookupError):  # it has not yet made its group, or nothing of it is left
            os.killpg(cast(int, self._process.pid), signal.SIGKILL)
        self._process.kill()
        self._process.join()
        self._process.close()
        self._answer.close()


def read_within(path: Path, file_bytes: int, corpora: Corpora) -> tuple[RawDocument, ...]:
    """The file's documents, unless it is larger than `file_bytes`.

    Raises:
        UnreadableFile, BadMetadata: as read_file, or the file is too large.
    """
    try:
        size = path.stat().st_size
    except OSError as exc:
        raise UnreadableFile(str(path), f"fichier illisible ({exc.strerror})") from exc
    if size > file_bytes:
        why = f"le fichier est trop gros ({size / MIB:.1f} Mio ; {file_bytes / MIB:g} Mio au plus)".replace(".", ",")
        raise UnreadableFile(str(path), why, hint="Découpez le document, ou augmentez GUICHET_MAX_FILE_MB.")
    return read_file(path, corpora)


@contextmanager
def _no_main() -> Iterator[None]:
    """Keeps a new process from running our main script again: it may load a model, or have no guard."""
    with _STARTING:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


def _serve(answer: Connection, memory_bytes: int, level: int, work: Callable[..., Any], call: tuple[Any, ...]) -> None:
    """In the new process: do the work under the limits, and answer (outcome, log records)."""
    records = _confine(memory_bytes, level)
    path = str(call[0])
    failure: GuichetError | None = None
    try:
        answer.send((work(*call), _drain(records)))
    except GuichetError as exc:
        failure = exc
    except MemoryError:
        hint = "Découpez le document, ou augmentez GUICHET_READ_MEMORY_MB."
        failure = UnreadableFile(path, f"sa lecture demande plus de {memory_bytes // MIB} Mio de mémoire", hint=hint)
    except Exception as exc:  # whatever a parser raises on a broken file, that file alone is refused
        log.exception("the reader of %s failed", path)
        failure = UnreadableFile(path, f"son contenu n'a pas pu être analysé ({type(exc).__name__})")
    if failure:  # sent from here: what filled the memory has been let go
        answer.send((failure, _drain(records)))


def _drain(records: queue.SimpleQueue[logging.LogRecord]) -> list[logging.LogRecord]:
    return [records.get() for _ in range(records.qsize())]


def _confine(memory_bytes: int, level: int) -> queue.SimpleQueue[logging.LogRecord]:
    """Take from this process what a reader does not need; returns where its log lines go."""
    os.setpgid(0, 0)  # its children can be ended with it
    os.nice(_LESS_URGENT)
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for our parent, which ends us
    room = _address_space() + memory_bytes  # libraries take theirs at birth, more of it on a machine of many cores
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.dup2(2, 1)  # a library that prints must not spoil --json
    sys.addaudithook(_refuse_network)
    records: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    root = logging.getLogger()
    root.setLevel(level)
    root.addHandler(logging.handlers.QueueHandler(records))
    return records


def _address_space() -> int:
    """Bytes that this process addresses already (proc(5), statm: pages)."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _die_with_parent() -> None:
    """Ask the kernel to end us, by SIGIO, when our parent ends: a thread of ours would wait behind a hung parser."""
    parent = multiprocessing.parent_process()
    if parent is None:
        raise BrokenInvariant("a reader's process has no parent")
    fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, os.O_ASYNC)
    if not parent.is_alive():
        sys.exit(1)


def _refuse_network(event: str, _: tuple[Any, ...]) -> None:
    if event in _NETWORK:
        raise PermissionError("a reader has no network")
