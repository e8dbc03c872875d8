"""One real server with real documents, one browser, and visitors of each test's own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Page, StorageState, expect

from bench.chromium import chromium
from tests.api.conftest import STAFF_TOKEN, Server, serving
from tests.api.desk import PASSWORD
from tests.browser.proxy import Line, line
from tests.browser.sites import Site, origins, site
from tests.browser.visitor import PATIENCE, Visitor
from tests.coined import coined
from tests.conftest import CHECKOUT

CONTACT = "la permanence juridique, permanence@reseau.example"
Arrive = Callable[..., Visitor]

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one of CHROMIUM, or the machine's."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def town() -> Iterator[Site]:
    """A town hall's site, allowed to ask."""
    with site() as started:
        yield started


@pytest.fixture(scope="session")
def stranger() -> Iterator[Site]:
    """A site that nobody allowed."""
    with site() as started:
        yield started


@pytest.fixture(scope="session")
def members() -> Iterator[Site]:
    """The network's site, whose members sign in there."""
    with site() as started:
        yield started


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory, model_dir: Path, worker_id: str) -> Path:
    """The data folder of the demonstration documents, read once for all the workers: a minute of both cores."""
    here = tmp_path_factory.getbasetemp()
    shared = (here if worker_id == "master" else here.parent) / "browser-data"
    with FileLock(f"{shared}.lock"):
        if not shared.exists():
            env = os.environ | {"GUICHET_DATA_DIR": f"{shared}.part", "GUICHET_MODEL_DIR": str(model_dir)}
            command = [sys.executable, "-m", "cli", "ingest", str(CHECKOUT / "corpus")]
            subprocess.run(command, cwd=CHECKOUT, env=env | {"GUICHET_OCR": "false"}, check=True, capture_output=True)
            Path(f"{shared}.part").rename(shared)
    return shared


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, model_dir: Path, data: Path, town: Site, stranger: Site, members: Site
) -> Iterator[Server]:
    """The service on the demonstration documents, PDF guides and notes for members included."""
    folder = tmp_path_factory.mktemp("browser")
    shutil.copytree(data, folder / "data")
    with serving(
        folder,
        model_dir,
        CHECKOUT / "corpus",
        GUICHET_CONTACT=CONTACT,
        GUICHET_OCR="false",
        GUICHET_STAFF_TOKEN=STAFF_TOKEN,
        GUICHET_ALLOWED_ORIGINS=origins(town, members),
    ) as started:
        for one in (town, stranger, members):
            one.guichet = started.url
        made = started.run("keys", "create", "site du réseau", "--role", "adherent", "--json")
        members.key = json.loads(made.stdout)["secret"]
        members.widgets = '<guichet-assistant token-url="/jeton"></guichet-assistant>'
        yield started


@pytest.fixture
def arrive(browser: Browser, server: Server) -> Iterator[Arrive]:
    """Makes visitors. Whatever a test does, no page of theirs asks a stranger for anything, none has a script that
    fails, and those who never signed in keep nothing."""
    arrived: list[tuple[Visitor, bool]] = []

    def arrive(*, home: str = "", anonymous: bool = True, **options: object) -> Visitor:
        visitor = Visitor(browser, home or server.url, **options)
        arrived.append((visitor, anonymous))
        return visitor

    yield arrive
    strangers = [url for visitor, _ in arrived for url in visitor.strangers()]
    faults = [fault for visitor, _ in arrived for fault in visitor.faults]
    kept = [name for visitor, anonymous in arrived if anonymous for name in visitor.kept()]
    for visitor, _ in arrived:
        visitor.context.close()
    assert (strangers, faults, kept) == ([], [], [])


@pytest.fixture
def visitor(arrive: Arrive) -> Visitor:
    """Somebody who is not known."""
    return arrive()


@pytest.fixture(scope="session")
def account(server: Server) -> str:
    """A person of the staff."""
    name = "Claire"
    made = server.run("accounts", "create", name, typed=PASSWORD)
    assert made.returncode == 0, made.stderr
    return name


@pytest.fixture(scope="session")
def session(browser: Browser, server: Server, account: str) -> StorageState:
    """What a browser keeps of somebody who signed in by the desk's own form: attempts are counted, right or wrong."""
    visitor = Visitor(browser, server.url)
    sign_in(visitor.page, account)
    kept = visitor.context.storage_state()
    visitor.context.close()
    return kept


@pytest.fixture
def claire(arrive: Arrive, session: StorageState) -> Visitor:
    """A person of the staff, signed in, on the desk's first page."""
    visitor = arrive(anonymous=False, storage_state=session)
    visitor.page.goto("/equipe")
    return visitor


@pytest.fixture
def cuttable(server: Server) -> Iterator[Line]:
    """A line to the service that can be cut."""
    with line(server.url) as opened:
        yield opened


@pytest.fixture
def staff_api(server: Server) -> Iterator[httpx.Client]:
    """A program of the staff's: it only tidies up, or looks at what a page's act did."""
    with httpx.Client(base_url=server.url, timeout=30, headers={"authorization": f"Bearer {STAFF_TOKEN}"}) as opened:
        yield opened


@pytest.fixture
def tidy(staff_api: httpx.Client) -> Iterator[None]:
    """What a test published is gone afterwards."""

    def published(path: str, name: str) -> set[str]:
        return {f"{path}/{one['id']}" for one in staff_api.get(path).json()[name]}

    before = published("/v1/documents", "documents") | published("/v1/validated", "validated")
    yield
    for added in (published("/v1/documents", "documents") | published("/v1/validated", "validated")) - before:
        staff_api.delete(added)


@pytest.fixture
def unheard() -> str:
    """A question of this test's own that no document answers."""
    return f"Quel est le tarif du chalutier {coined(8)} ?"


def sign_in(page: Page, name: str) -> None:
    """By the desk's own form."""
    page.goto("/equipe")
    page.get_by_label("Nom").fill(name)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/equipe")
