"""The reader of the network's export: what it finds, and that no damage makes a private text public."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import UnreadableFile
from domain.types import BlockKind, RawDocument, Visibility
from ingest.readers import read_file, reader_for
from ingest.readers.export.reader import RtesExportReader
from tests.ingest.readers import mutations
from tests.ingest.readers.exports import EXPORTS, FIXTURE, public_text, read, sentences, take_apart
from tests.ingest.readers.mutations import Mutation

# documents, private ones, sizes of the types (largest first)
COUNTS = {"rtes-export.txt": (8, 2, [7, 1]), "rtes-ressources.txt": (10, 2, [9, 1])}
LAYOUTS = (
    mutations.extra_blank_lines, mutations.no_blank_lines, mutations.reversed_order, mutations.rotated_order,
    mutations.two_private_in_a_row, mutations.flag_empty, mutations.flag_misspelt, mutations.flag_line_lost,
    mutations.type_lost, mutations.category_answered,
)  # fmt: skip

every_export = pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.stem)


def named(documents: tuple[RawDocument, ...], start: str) -> RawDocument:
    """The only document whose title starts so."""
    (found,) = [raw for raw in documents if raw.metadata.title.startswith(start)]
    return found


def texts(raw: RawDocument) -> list[str]:
    return [block.text for block in raw.blocks]


@every_export
def test_every_resource_is_one_document_with_its_type_and_its_rights(export: Path) -> None:
    documents = RtesExportReader().read(export)

    total, private, types = COUNTS[export.name]
    assert len(documents) == total
    assert Counter(raw.metadata.visibility for raw in documents) == {
        Visibility.PUBLIC: total - private,
        Visibility.ADHERENT: private,
    }
    assert sorted(Counter(raw.metadata.type for raw in documents).values(), reverse=True) == types


@every_export
def test_titles_are_those_of_the_file_keys_are_unique_and_no_theme_is_made_up(export: Path) -> None:
    documents = RtesExportReader().read(export)

    written = [" ".join(r.title.split()) for r in take_apart(export.read_text(encoding="utf-8")).resources]
    assert [raw.metadata.title for raw in documents] == written
    assert all(raw.key for raw in documents)
    assert len({raw.key for raw in documents}) == len(documents)
    assert {raw.metadata.theme for raw in documents} == {""}


@every_export
def test_no_sentence_is_said_twice_within_a_document(export: Path) -> None:
    for raw in RtesExportReader().read(export):
        said = Counter(sentences("\n".join(texts(raw))))

        assert [sentence for sentence, times in said.items() if times > 1] == []


@every_export
def test_no_sentence_of_a_resource_is_lost(export: Path) -> None:
    parts = take_apart(export.read_text(encoding="utf-8"))

    for resource, raw in zip(parts.resources, RtesExportReader().read(export), strict=True):
        kept = " ".join(sentences("\n".join([raw.metadata.title, *texts(raw)])))
        assert [s for s in sentences(resource.body + resource.summary) if s not in kept] == []


@every_export
def test_no_private_sentence_stands_in_a_public_document(export: Path) -> None:
    secrets = take_apart(export.read_text(encoding="utf-8")).secrets()

    shown = public_text(RtesExportReader().read(export))

    assert len(secrets) > 20
    assert [secret for secret in secrets if secret in shown] == []


@every_export
@pytest.mark.parametrize("mutation", mutations.ALL, ids=lambda mutation: mutation.__name__)
def test_no_damage_puts_a_private_sentence_in_a_public_document(
    export: Path, mutation: Mutation, tmp_path: Path
) -> None:
    whole = take_apart(export.read_text(encoding="utf-8"))
    variants = tuple(mutation(whole))

    assert variants
    for damaged in variants:
        # A resource whose tail is gone is private still: what was secret stays secret.
        secrets = damaged.secrets() | (whole.secrets() if mutation is mutations.tail_lost else frozenset())
        shown = public_text(read(damaged.text, tmp_path))
        assert [secret for secret in secrets if secret in shown] == []


@every_export
@pytest.mark.parametrize("mutation", LAYOUTS, ids=lambda mutation: mutation.__name__)
def test_what_leaves_no_doubt_hides_no_public_document(export: Path, mutation: Mutation, tmp_path: Path) -> None:
    for changed in mutation(take_apart(export.read_text(encoding="utf-8"))):
        documents = read(changed.text, tmp_path)

        public = [raw.metadata.title for raw in documents if raw.metadata.visibility is Visibility.PUBLIC]
        assert public == [" ".join(changed.resources[n].title.split()) for n in changed.publics]


@every_export
def test_windows_line_ends_and_extra_blank_lines_change_nothing(export: Path, tmp_path: Path) -> None:
    text = export.read_text(encoding="utf-8")

    as_is = read(text, tmp_path)

    assert read(text.replace("\n", "\r\n"), tmp_path) == as_is
    assert [texts(raw) for raw in read(text.replace("\n\n", "\n \n\n\n"), tmp_path)] == [texts(raw) for raw in as_is]


def test_a_windows_1252_export_gives_the_same_documents(tmp_path: Path) -> None:
    text = FIXTURE.read_text(encoding="utf-8")

    assert read(text, tmp_path, encoding="cp1252") == read(text, tmp_path)


def test_the_site_banner_is_in_no_document() -> None:
    documents = RtesExportReader().read(FIXTURE)

    banner = "Association des Petites Communes du Val d'Orne"
    assert not any(banner in (raw.metadata.title, *texts(raw)) for raw in documents)


def test_a_longer_summary_gives_its_words_once() -> None:
    carnet = named(RtesExportReader().read(FIXTURE), "Découvrez les premières pages")

    with_date = [text for text in texts(carnet) if "l'assemblée générale de mars 2025" in text]
    assert len(with_date) == 1
    assert "puis remis en mains propres" in with_date[0]


def test_a_sentence_that_two_paragraphs_of_a_body_say_is_given_once(tmp_path: Path) -> None:
    export = take_apart(FIXTURE.read_text(encoding="utf-8"))
    resource = export.resources[4]
    again = (
        "Pour mémoire, le vote est public. Hélène Lavigne, présidente de l'association, maire de Brenne-sur-Orne\n\n"
    )
    changed = export.changed(4, replace(resource, body=resource.body + again, summary=resource.summary + again))

    raw = named(read(changed.text, tmp_path), "Communiqué")

    assert sum(text.count("Hélène Lavigne") for text in texts(raw)) == 1
    assert "Pour mémoire, le vote est public." in texts(raw)


def test_bullets_are_list_items_without_their_bullet_and_keep_their_depth() -> None:
    private = named(RtesExportReader().read(FIXTURE), 'Carnet "Vendre')

    items = {block.text: block.level for block in private.blocks if block.kind is BlockKind.LIST_ITEM}
    assert items["Consulter l'état des servitudes - p.4"] == 0
    assert items["La clause résolutoire"] == 1


@pytest.mark.parametrize("flag", ["", "non renseigné", "Nom", "Oui"])
def test_a_resource_without_a_plain_non_is_private(flag: str, tmp_path: Path) -> None:
    export = take_apart(FIXTURE.read_text(encoding="utf-8"))
    changed = export.changed(2, export.resources[2].with_flag(flag))

    assert read(changed.text, tmp_path)[2].metadata.visibility is Visibility.ADHERENT


@pytest.mark.parametrize("flag", ["NON", "non", " Non "])
def test_a_plain_non_is_public_however_it_is_typed(flag: str, tmp_path: Path) -> None:
    export = take_apart(FIXTURE.read_text(encoding="utf-8"))
    changed = export.changed(2, export.resources[2].with_flag(flag))

    assert read(changed.text, tmp_path)[2].metadata.visibility is Visibility.PUBLIC


def test_a_public_resource_after_a_private_one_is_private_when_its_start_is_in_doubt(tmp_path: Path) -> None:
    export = take_apart(FIXTURE.read_text(encoding="utf-8"))
    (after_private,) = [n for n in export.publics if n - 1 in export.privates]
    resource = export.resources[after_private]
    without = replace(resource, tail=resource.tail.replace("Résumé\n", ""), summary="")

    documents = read(export.changed(after_private, without).text, tmp_path)

    assert documents[after_private - 1].metadata.visibility is Visibility.ADHERENT
    assert documents[after_private].metadata.visibility is Visibility.ADHERENT


def test_two_resources_of_one_title_have_two_keys(tmp_path: Path) -> None:
    export = take_apart(FIXTURE.read_text(encoding="utf-8"))
    twice = export.of([*export.resources, export.resources[1]])

    keys = [raw.key for raw in read(twice.text, tmp_path)]

    assert len(set(keys)) == 9


def test_an_export_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    for name in ("notes.txt", "notes.md"):
        path = tmp_path / name
        path.write_bytes(FIXTURE.read_bytes())

        assert isinstance(reader_for(path), RtesExportReader)


def test_a_sidecar_may_close_an_export_and_cannot_open_its_private_resources(tmp_path: Path) -> None:
    path = tmp_path / "export.txt"
    path.write_bytes(FIXTURE.read_bytes())
    sidecar = tmp_path / "export.meta.yaml"

    sidecar.write_text("visibility: public\n", encoding="utf-8")
    opened = Counter(raw.metadata.visibility for raw in read_file(path))
    sidecar.write_text("visibility: adherent\n", encoding="utf-8")
    closed = Counter(raw.metadata.visibility for raw in read_file(path))

    assert opened == {Visibility.PUBLIC: 6, Visibility.ADHERENT: 2}
    assert closed == {Visibility.ADHERENT: 8}


def test_a_text_without_a_tail_is_no_export(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read("Un titre\n\nUn texte.\n", tmp_path)

    assert "Type de ressource" in caught.value.hint
