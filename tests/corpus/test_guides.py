"""The built documents of the demonstration corpus: guides in PDF, models in Word and LibreOffice, the scanned copy."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from corpus import build_office
from corpus.build_guides import FOOT, GUIDES, Guide, build
from domain.types import BlockKind
from tests.corpus.demonstration import documents, files, squeeze, text_of
from tests.data.scans.build import COPY, SOURCE, scan

LONG = ("guide-foncier-agricole", "guide-scic-collectivites", "guide-contractualiser-ess")
PDFS = sorted(GUIDES.glob("*.pdf"))
guides = pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)


def pages(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def parts(path: Path) -> dict[str, bytes]:
    """What an archive holds, however it is compressed."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", LONG)
def test_a_guide_has_at_least_twelve_pages_two_tables_and_a_figure(name: str) -> None:
    raw = documents()[name]
    rows = [block.text for block in raw.blocks if block.kind is BlockKind.TABLE_ROW]
    headers = {row.split(" : ")[0] for row in rows}

    assert (raw.pages or 0) >= 12
    assert len(headers) >= 2
    assert "Figure 1 – " in text_of(raw)


@guides
def test_a_guide_numbers_its_front_pages_apart_from_its_body(path: Path) -> None:
    labels = PdfReader(path).page_labels

    assert labels[:4] == ["i", "ii", "1", "2"]
    assert labels[-1] == str(len(labels) - 2)


@guides
def test_every_page_of_a_guide_says_that_it_is_demonstration_material(path: Path) -> None:
    assert all(FOOT in squeeze(page) for page in pages(path))


@guides
def test_the_outline_of_a_guide_leads_to_the_pages_its_contents_print(path: Path) -> None:
    reader = PdfReader(path)
    contents = squeeze(reader.pages[1].extract_text())

    for chapter in (entry for entry in reader.outline if not isinstance(entry, list)):
        number = reader.get_destination_page_number(chapter)
        assert number is not None
        title = squeeze(str(chapter.title))
        assert title in squeeze(reader.pages[number].extract_text())
        assert f"{reader.page_labels[number]} {title}" in contents


@guides
def test_a_guide_is_the_very_file_that_its_script_builds(path: Path, tmp_path: Path) -> None:
    rebuilt = tmp_path / path.name

    build(Guide.read(path.with_suffix(".meta.yaml")), rebuilt)

    assert pages(rebuilt) == pages(path)
    assert rebuilt.read_bytes() == path.read_bytes()


@guides
def test_guichet_reads_a_guide_without_its_contents_its_running_heads_or_its_feet(path: Path) -> None:
    (raw,) = files()[path]
    text = text_of(raw)

    assert FOOT not in text
    assert "Sommaire" not in text
    assert text.count(raw.metadata.title) <= 1


def test_two_editions_of_a_guide_disagree_on_an_amount() -> None:
    old, new = documents()["guide-contractualiser-ess-2025"], documents()["guide-contractualiser-ess"]
    rule = "sans publicité ni mise en concurrence sous {} € HT"

    assert (old.metadata.published or 0) < (new.metadata.published or 0)  # type: ignore[operator]
    assert rule.format("40 000") in text_of(old)
    assert rule.format("60 000") in text_of(new)
    assert rule.format("60 000") not in text_of(old)


def test_the_models_are_the_very_files_that_their_script_builds(tmp_path: Path) -> None:
    build_office.build(tmp_path)

    built = sorted(tmp_path.iterdir())
    assert [path.suffix for path in built].count(".docx") >= 3
    assert [path.suffix for path in built].count(".odt") >= 2
    for path in built:
        assert parts(path) == parts(build_office.MODELS / path.name)


@pytest.mark.parametrize("name", ["modele-deliberation-entree-scic", "modele-memo-bail-rural"])
def test_a_model_has_headings_items_a_table_and_a_note(name: str) -> None:
    blocks = documents()[name].blocks

    assert {BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW} <= {block.kind for block in blocks}
    assert "Note 1 : " in text_of(documents()[name])


def test_the_scanned_copy_holds_images_alone_page_for_page(tmp_path: Path) -> None:
    rebuilt = tmp_path / COPY.name

    scan(SOURCE, rebuilt)

    for path in (COPY, rebuilt):
        assert len(PdfReader(path).pages) == len(PdfReader(SOURCE).pages)
        assert not "".join(pages(path)).strip()
