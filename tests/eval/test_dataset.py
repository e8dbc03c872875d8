"""Cases are read or refused by name; sets are sound or not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from domain.errors import BadMetadata, UnreadableFile
from domain.types import Audience, Visibility
from eval.checks import Source, median_overlap, overlap, problems
from eval.dataset import Kind, Relevant, cases_digest, load_cases
from tests.eval.builders import QUOTE, a_case, a_silent_case

SOURCES = {
    "doc": Source(f"Les communes y détiennent {QUOTE}.", Visibility.PUBLIC),
    "note": Source("Une note réservée.", Visibility.ADHERENT),
}


def stems(text: str) -> Sequence[str]:
    return [word for word in text.casefold().split() if len(word) > 3]


def test_a_case_is_the_same_once_written_and_read(tmp_path: Path) -> None:
    cases = (a_case(), a_silent_case())
    path = tmp_path / "cas.jsonl"
    path.write_text("\n".join(case.model_dump_json() for case in cases), encoding="utf-8")

    read = load_cases(tmp_path)

    assert read == cases
    assert cases_digest(read) == cases_digest(tuple(reversed(cases)))
    assert cases_digest(read) != cases_digest(read[:1])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "autre"}, "kind"),
        ({"split": "train"}, "split"),
        ({"question": None}, "question"),
        ({"surprise": 1}, "surprise"),
        ({"expected_facts": [{"type": "amount", "value": "beaucoup"}]}, "expected_facts.0"),
        ({"relevant": [{"document_id": "doc"}]}, "relevant.0.quote"),
    ],
)
def test_a_bad_case_is_named_by_file_line_and_field(change: dict[str, object], field: str, tmp_path: Path) -> None:
    path = tmp_path / "cas.jsonl"
    good = json.loads(a_case().model_dump_json())
    path.write_text(json.dumps(good) + "\n" + json.dumps(good | change), encoding="utf-8")

    with pytest.raises(BadMetadata) as caught:
        load_cases(path)

    assert str(path) in str(caught.value)
    assert "ligne 2" in str(caught.value)
    assert caught.value.field == field
    assert caught.value.hint


def test_what_holds_no_case_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cas.jsonl").write_text(a_case().model_dump_json(), encoding="utf-8")

    for path, split in ((tmp_path / "absent.jsonl", "all"), (tmp_path, "test")):
        with pytest.raises(UnreadableFile):
            load_cases(path, split)


def test_a_sound_set_has_no_problem() -> None:
    assert problems((a_case(), a_silent_case()), SOURCES, stems) == ()


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (a_case(relevant=(Relevant(document_id="perdu", quote=QUOTE),)), "n'existe pas"),
        (a_case(relevant=(Relevant(document_id="doc", quote="80 % du capital"),)), "n'est plus dans doc"),
        (a_case(relevant=(Relevant(document_id="note", quote="Une note"),)), "n'est pas ouvert"),
        (a_case(relevant=()), "avec 0 passage"),
        (a_silent_case(relevant=(Relevant(document_id="doc", quote=QUOTE),)), "avec 1 passage"),
        (a_case(expected_facts=()), "aucun fait"),
        (a_case(kind=Kind.PARAPHRASE, question="plus capital ?"), "100%"),
    ],
)
def test_what_is_wrong_with_a_case_is_told(case: object, told: str) -> None:
    (line,) = problems((case,), SOURCES, stems)  # type: ignore[arg-type]

    assert told in line


def test_a_member_may_be_asked_to_cite_a_private_note() -> None:
    case = a_case(audience=Audience.ADHERENT, relevant=(Relevant(document_id="note", quote="Une note"),))

    assert problems((case,), SOURCES, stems) == ()


def test_an_id_and_a_question_stand_once() -> None:
    assert len(problems((a_case(), a_case()), SOURCES, stems)) == 2


def test_the_overlap_is_the_share_of_the_questions_stems_in_its_quotes() -> None:
    half = a_case(question="capital commune", kind=Kind.PARAPHRASE)

    assert overlap(half, stems) == 0.5
    assert overlap(a_silent_case(), stems) is None
    assert median_overlap((half, a_silent_case()), stems) == 0.5
