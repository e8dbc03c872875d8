"""The ingest and export commands, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from tests.commands import run as guichet
from tests.commands import start
from tests.integration.files import SCIC, write


def scan(path: Path) -> None:
    """A page that is an image, with nothing to read on it."""
    drawing = canvas.Canvas(str(path), pagesize=A4)
    drawing.drawInlineImage(Image.effect_noise((210, 297), 60), 0, 0, *A4)
    drawing.save()


def changes(*arguments: str) -> dict[str, str]:
    """{file: change} as `--json` tells them."""
    lines = map(json.loads, guichet("ingest", "--json", *arguments).stdout.splitlines())
    return {Path(line["path"]).name: line["change"] for line in lines}


def test_a_plan_comes_first_then_a_table_of_what_changed(folder: Path) -> None:
    done = guichet("ingest", str(folder))

    assert done.returncode == 0
    assert "Plan : 3 nouveau(x)" in done.stderr
    assert done.stdout.count("nouveau") == 3
    assert "3 document(s)" in done.stdout


def test_a_dry_run_tells_what_would_be_done_and_does_nothing(ingested: Path) -> None:
    before = guichet("export").stdout
    write(ingested, scic=SCIC.replace("50 %", "40 %"), neuf="# Neuf\n\nUn texte.")
    (ingested / "bail.md").rename(ingested / "terres.md")
    (ingested / "note.md").unlink()
    (ingested / "lettre.doc").write_bytes(b"x")

    told = changes("--dry-run", str(ingested))

    assert told == {
        "scic.md": "changed",
        "neuf.md": "new",
        "terres.md": "renamed",
        "note.md": "gone",
        "lettre.doc": "refused",
    }
    assert guichet("export").stdout == before


def test_what_is_gone_is_removed_only_by_prune(ingested: Path) -> None:
    (ingested / "bail.md").unlink()

    kept = guichet("ingest", str(ingested))
    asked = guichet("search", "--json", "bail rural").stdout
    guichet("ingest", "--prune", str(ingested))

    assert kept.returncode == 0
    assert "--prune" in kept.stdout
    assert "bail-communal" in asked
    assert "bail-communal" not in guichet("search", "--json", "bail rural").stdout


def test_a_refused_file_ends_in_1_and_a_page_to_recognise_in_3(folder: Path) -> None:
    scan(folder / "scan.pdf")
    only_scan = guichet("ingest", str(folder))
    (folder / "casse.pdf").write_bytes(b"%PDF-1.7")

    both = guichet("ingest", str(folder))

    assert only_scan.returncode == 3
    assert "page(s) 1 sur 1" in " ".join(only_scan.stdout.split())
    assert both.returncode == 1
    assert "casse.pdf" in both.stdout.replace("\n", "")


def test_two_ingests_at_once_wait_for_each_other(folder: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "autres", pret="---\nid: pret\n---\n# Le prêt à usage\n\nLe prêt à usage est gratuit.")
    first = start("ingest", "--json", str(folder))
    second = start("ingest", "--json", str(other))

    statuses = [command.wait() for command in (first, second)]

    ids = {line["id"] for line in map(json.loads, guichet("export").stdout.splitlines()) if line["kind"] == "document"}
    assert statuses == [0, 0]
    assert ids == {"scic-capital", "bail-communal", "note-interne", "pret"}


def test_an_export_is_the_same_twice_and_goes_to_a_file(ingested: Path, tmp_path: Path) -> None:
    target = tmp_path / "export.jsonl"

    shown = guichet("export").stdout
    guichet("export", "--output", str(target))

    kinds = [line["kind"] for line in map(json.loads, shown.splitlines())]
    assert target.read_text(encoding="utf-8") == shown
    assert kinds == sorted(kinds, key=["file", "document", "index"].index)
    assert kinds.count("document") == 3
