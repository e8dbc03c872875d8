"""Two runs side by side, and the gate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.errors import BadMetadata, UnreadableFile
from domain.types import Audience
from eval.compare import compare
from eval.gate import failures, write_baseline
from eval.report import write_report
from eval.runs import CaseRun, Run, Said
from tests.eval.builders import a_case, a_run, a_silent_case, a_whole_run, silence

RUNS = tuple(a_run(a_case(str(n))) for n in range(10))
RANKING = RUNS[0].ranking


def test_a_run_is_the_same_once_written_and_read(tmp_path: Path) -> None:
    whole = a_whole_run(a_run(), silence(a_silent_case()))

    whole.write(tmp_path / "mesures.json")

    assert Run.read(tmp_path / "mesures.json") == whole
    assert (tmp_path / "mesures.json").stat().st_mode & 0o077 == 0  # it holds what members were told


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "autre.json").write_text("{}", encoding="utf-8")

    for name in ("autre.json", "absent.json"):
        with pytest.raises(UnreadableFile, match=name):
            Run.read(tmp_path / name)


def test_a_run_beside_itself_shows_no_change_whatever_the_times() -> None:
    slower = a_whole_run(*(run.model_copy(update={"ask_ms": 900.0}) for run in RUNS))

    found = compare(a_whole_run(*RUNS), slower)

    assert found.changed == ()
    assert {(contest.wins, contest.losses) for contest in found.contests.values()} == {(0, 0)}


def test_wins_losses_and_ties_are_paired_by_case_and_weighed_against_chance() -> None:
    worse = [silence(run.case) for run in RUNS[:6]]

    found = compare(a_whole_run(*RUNS), a_whole_run(*worse, *RUNS[6:]))

    status = found.contests["status"]
    assert (status.wins, status.losses, status.ties) == (0, 6, 4)
    assert status.chance == pytest.approx(2 * 0.5**6)
    assert len(found.changed) == 6


def test_fewer_invented_values_are_a_win() -> None:
    invented = a_run(RUNS[0].case, sentences=(Said(text="La part est de 80 %.", quotes=("50 %",)),))

    found = compare(a_whole_run(invented), a_whole_run(RUNS[0]))

    assert found.contests["unsupported"].wins == 1


def test_runs_without_a_case_in_common_are_not_compared() -> None:
    with pytest.raises(BadMetadata, match="aucun cas en commun"):
        compare(a_whole_run(a_run(a_case("a"))), a_whole_run(a_run(a_case("b"))))


def baseline(path: Path, *runs: CaseRun, reason: str = "") -> Path:
    write_baseline(a_whole_run(*runs), path, reason=reason)
    return path


def test_the_gate_is_open_to_the_run_that_set_it(tmp_path: Path) -> None:
    assert failures(a_whole_run(*RUNS), baseline(tmp_path / "b.json", *RUNS)) == ()


def test_the_gate_closes_on_a_fall_a_value_without_source_a_leak_and_a_quote_that_is_not_exact(tmp_path: Path) -> None:
    floors = baseline(tmp_path / "b.json", *RUNS)
    fallen = a_whole_run(*(silence(run.case) for run in RUNS))
    invented = a_run(a_case("0"), sentences=(Said(text="La part est de 80 %.", quotes=("50 %",)),))
    leaking = a_run(a_case("0"), leaks=("text",))
    inexact = a_run(a_case("0"), citations=(RUNS[0].citations[0].model_copy(update={"exact": False}),))

    assert any("bon statut" in line for line in failures(fallen, floors))
    for one, told in ((invented, "sans source"), (leaking, "fuites"), (inexact, "exactes")):
        assert any(told in line for line in failures(a_whole_run(one, *RUNS[1:]), floors))


def test_the_gate_closes_on_losses_too_small_for_a_floor_and_too_many_for_chance(tmp_path: Path) -> None:
    many = tuple(a_run(a_case(str(n)), ranking=RANKING if n < 40 else ()) for n in range(80))
    floors = baseline(tmp_path / "b.json", *many)
    later = (RANKING[0].model_copy(update={"document_id": "autre"}), *RANKING)
    worse = a_whole_run(*(a_run(run.case, ranking=later) if n < 8 else run for n, run in enumerate(many)))

    (line,) = failures(worse, floors)

    assert "nDCG@10 : 8 cas perdus pour 0 gagnés" in line


@pytest.mark.parametrize("changed", ["cases_digest", "corpus_digest"])
def test_the_gate_closes_when_cases_or_documents_are_not_those_of_the_floors(changed: str, tmp_path: Path) -> None:
    run = a_whole_run(*RUNS)
    other = run.model_copy(update={"setting": run.setting.model_copy(update={changed: "autre"})})

    (line,) = failures(other, baseline(tmp_path / "b.json", *RUNS))

    assert "--write-baseline" in line


def test_a_floor_comes_down_only_for_a_reason_which_is_kept(tmp_path: Path) -> None:
    path = baseline(tmp_path / "b.json", *RUNS)
    worse = [silence(run.case) for run in RUNS[:5]] + list(RUNS[5:])

    with pytest.raises(BadMetadata, match="plancher baisserait"):
        baseline(path, *worse)
    baseline(path, *worse, reason="questions plus dures")

    history = json.loads(path.read_text(encoding="utf-8"))["history"]
    assert [entry["reason"] for entry in history] == ["premiers planchers", "questions plus dures"]
    assert failures(a_whole_run(*worse), path) == ()


def test_without_floors_the_gate_says_how_to_set_them(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        failures(a_whole_run(*RUNS), tmp_path / "absent.json")

    assert "--write-baseline" in caught.value.hint


def test_the_report_stands_alone_and_says_nothing_that_members_were_told(tmp_path: Path) -> None:
    secret = a_run(a_case("secret", audience=Audience.ADHERENT), text="Le carnet compte 47 remarques.")
    before, after = a_whole_run(*RUNS, silence(secret.case)), a_whole_run(*RUNS, secret)

    write_report([after], compare(before, after), tmp_path / "rapport.html")

    html = (tmp_path / "rapport.html").read_text(encoding="utf-8")
    assert "Quel plafond pour secret ?" in html
    assert "47 remarques" not in html
    assert "détiennent au plus" in html
    assert "http" not in html.replace("http-equiv", "")
