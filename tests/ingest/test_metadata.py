"""Front matter and sidecar fields → metadata, or a French error."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.errors import BadMetadata
from domain.types import Metadata, Visibility
from ingest.metadata import Parsed, complete, fill, is_file, load_yaml, parse_metadata, sidecar_path

ALL_FIELDS: dict[str, Any] = {
    "id": "vente-terrain", "title": "Vendre  un\u00a0terrain", "type": "fiche", "date": "2025-03-01",
    "url": "https://exemple.fr/fiche", "publisher": "Mairie", "theme": "foncier", "visibility": "Adhérent",
    "valid_from": date(2025, 1, 1), "valid_until": "31/12/2025", "replaces": ["a", "b"], "a_verifier": "oui",
    "demonstration": False,
}  # fmt: skip


def refused(mapping: dict[str, Any]) -> BadMetadata:
    """The error for a mapping that must not be taken."""
    with pytest.raises(BadMetadata) as caught:
        parse_metadata(mapping, path="fiche.md")
    assert caught.value.hint
    assert "fiche.md" in str(caught.value)
    return caught.value


def test_every_field_is_read() -> None:
    parsed = parse_metadata(ALL_FIELDS, path="fiche.md")

    assert parsed.metadata == Metadata(
        id="vente-terrain", title="Vendre un terrain", type="fiche", published=date(2025, 3, 1),
        url="https://exemple.fr/fiche", publisher="Mairie", theme="foncier", visibility=Visibility.ADHERENT,
        valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31), replaces=("a", "b"), a_verifier=True,
        demonstration=False,
    )  # fmt: skip
    assert len(parsed.given) == 13
    assert parsed.warnings == ()


def test_an_unknown_field_is_named_and_loses_nothing() -> None:
    parsed = parse_metadata({"titre": "x", "title": "Vendre"}, path="fiche.md")

    assert parsed.metadata.title == "Vendre"
    assert len(parsed.warnings) == 1
    assert "« titre »" in parsed.warnings[0]


def test_the_facts_of_a_fiche_are_for_others_and_pass_without_a_word() -> None:
    assert parse_metadata({"facts": [1, 2]}, path="fiche.md") == Parsed()


def test_an_empty_field_says_nothing() -> None:
    assert parse_metadata({"title": None, "date": None}, path="fiche.md") == Parsed()


@pytest.mark.parametrize("key", ["visibilty", "Visibilité", "visiblity", "visibilities"])
def test_a_near_miss_of_visibility_is_refused(key: str) -> None:
    assert refused({key: "adherent"}).field == "visibility"


@pytest.mark.parametrize("value", ["", None, "privé", "publique", True, ["public"], "adherents"])
def test_rights_that_are_not_plain_are_refused(value: object) -> None:
    error = refused({"visibility": value})

    assert error.field == "visibility"
    assert "« public »" in error.hint
    assert "« adherent »" in error.hint


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-03-01", date(2025, 3, 1)),
        ("2025-03-01T10:00:00", date(2025, 3, 1)),
        ("1/3/2025", date(2025, 3, 1)),
        ("01.03.2025", date(2025, 3, 1)),
        ("01/03/2025 00:00", date(2025, 3, 1)),
        (date(2025, 3, 1), date(2025, 3, 1)),
        (datetime(2025, 3, 1, 10), date(2025, 3, 1)),
    ],
)
def test_usual_dates_are_read(value: object, expected: date) -> None:
    assert parse_metadata({"date": value}, path="fiche.md").metadata.published == expected


@pytest.mark.parametrize("value", ["mars 2025", "2025-02-30", "30/02/2025", "3/2025", 2025, "", "2025"])
def test_a_date_that_is_none_is_refused(value: object) -> None:
    assert "2025-12-31" in refused({"valid_until": value}).hint


@pytest.mark.parametrize("value", ["Vente Terrain", "éte", "-a", "", 12, "a/b", "x" * 101, "a\n"])
def test_an_id_that_cannot_be_an_address_is_refused(value: object) -> None:
    assert refused({"id": value}).field == "id"


@pytest.mark.parametrize("value", ["exemple.fr", "javascript:alert(1)", "https://exemple.fr/ma fiche", "ftp://x"])
def test_an_address_that_is_no_web_address_is_refused(value: str) -> None:
    assert refused({"url": value}).field == "url"


@pytest.mark.parametrize("value", ["peut-être", 1, 0, "o"])
def test_neither_yes_nor_no_is_refused(value: object) -> None:
    assert refused({"a_verifier": value}).field == "a_verifier"


@pytest.mark.parametrize(
    ("field", "value"), [("title", ["a"]), ("theme", {"a": 1}), ("replaces", [["a"]]), ("type", True)]
)
def test_a_list_where_text_is_due_is_refused(field: str, value: object) -> None:
    assert refused({field: value}).field == field


def test_a_validity_that_ends_before_it_starts_is_refused() -> None:
    error = refused({"valid_from": "2025-06-01", "valid_until": "2025-05-31"})

    assert "précède" in error.why


def test_one_replaced_document_needs_no_list() -> None:
    assert parse_metadata({"replaces": "ancienne"}, path="fiche.md").metadata.replaces == ("ancienne",)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title: a\ntheme: [b\nurl: c\n", 12),
        ("title: a\ntitle: b\n", 11),
        ("title: 'a\n", 11),
        ("- a\n- b\n", 10),
        ("title: a: b\n", 10),
        ("date: 2025-13-45\n", 10),
    ],
)
def test_broken_yaml_names_its_line_in_the_file(text: str, line: int) -> None:
    with pytest.raises(BadMetadata) as caught:
        load_yaml(text, path="fiche.md", first_line=10)

    assert f"ligne {line}" in caught.value.why
    assert caught.value.hint


def test_a_key_given_twice_is_refused_by_name() -> None:
    with pytest.raises(BadMetadata) as caught:
        load_yaml("visibility: adherent\nvisibility: public\n", path="fiche.md")

    assert "« visibility » est donné deux fois" in caught.value.why


def test_yaml_never_builds_an_object() -> None:
    with pytest.raises(BadMetadata):
        load_yaml("title: !!python/object/apply:os.getcwd []\n", path="fiche.md")


def test_empty_yaml_is_no_field() -> None:
    assert load_yaml("# un commentaire\n", path="fiche.md") == {}


@pytest.mark.parametrize("own", [*Visibility, None])
@pytest.mark.parametrize("beside", [*Visibility, None])
def test_a_sidecar_completes_and_never_widens(own: Visibility | None, beside: Visibility | None) -> None:
    given = {"title": "La vraie"} | ({"visibility": beside.value} if beside else {})

    completed = complete(Metadata(title="a", theme="b", visibility=own), parse_metadata(given, path="x.meta.yaml"))

    assert (completed.title, completed.theme) == ("La vraie", "b")
    closed = Visibility.ADHERENT in (own, beside)
    assert completed.visibility == (Visibility.ADHERENT if closed else own or beside)


def test_a_field_that_a_sidecar_does_not_give_is_kept() -> None:
    own = Metadata(title="a", a_verifier=True, published=date(2025, 1, 1))

    assert complete(own, parse_metadata({"theme": "foncier"}, path="x")) == Metadata(
        title="a", a_verifier=True, published=date(2025, 1, 1), theme="foncier"
    )


def test_a_sidecar_stands_beside_its_file_under_either_name(tmp_path: Path) -> None:
    guide = tmp_path / "guide.v2.pdf"

    assert sidecar_path(guide) == tmp_path / "guide.v2.meta.yaml"
    (tmp_path / "guide.v2.meta.yml").touch()
    assert sidecar_path(guide) == tmp_path / "guide.v2.meta.yml"


def test_a_name_too_long_to_have_a_sidecar_has_none(tmp_path: Path) -> None:
    longest = tmp_path / ("é" * 125 + ".txt")
    longest.touch()

    assert len(longest.name.encode()) == 254
    assert not is_file(sidecar_path(longest))


def test_what_a_folder_gives_stops_at_what_is_told_nearer() -> None:
    near = Metadata(title="a", theme="foncier", valid_from=date(2025, 1, 1))
    folder = parse_metadata({"theme": "achats", "publisher": "Mairie", "visibility": "adherent"}, path="corpus.yaml")

    assert fill(near, folder, told={"title", "theme"}, path="a.md") == Metadata(
        title="a",
        theme="foncier",
        valid_from=date(2025, 1, 1),
        publisher="Mairie",
        visibility=Visibility.ADHERENT,
    )


def test_a_validity_that_is_backward_once_put_together_is_refused() -> None:
    folder = parse_metadata({"valid_until": "2024-12-31"}, path="corpus.yaml")

    with pytest.raises(BadMetadata) as caught:
        fill(Metadata(valid_from=date(2025, 1, 1)), folder, told={"valid_from"}, path="a.md")

    assert caught.value.path == "a.md"
