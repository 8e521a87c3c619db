"""Every file of the corpus gives what the corpus says."""

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from marketplace.certification.models import Certificate
from plugins.ocop_sync import plan, problems, readers
from plugins.ocop_sync.book import Unreadable
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.parse import parse
from plugins.ocop_sync.readers import apart
from plugins.ocop_sync.snapshot import Snapshot, Whereabouts
from tests.plugins.ocop_sync.corpus import CASES
from tests.plugins.ocop_sync.corpus.case import Case

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 22)
READ = {name: case for name, case in CASES.items() if not case.refused}
REFUSED = {name: case for name, case in CASES.items() if case.refused}
# One of each sentence, as the command says it; in a process of its own, as every file from outside.
SAID = {case.refused: name for name, case in reversed(REFUSED.items())}


def test_there_are_files_enough_and_one_for_every_refusal() -> None:
    folder = Path(readers.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    refusals = set(re.findall(r'Unreadable\(\s*"(\w+)"', code))
    # About the path and the size, or what no file can be made to give at will.
    elsewhere = {
        "missing",
        "not_a_file",
        "no_permission",
        "too_big",
        "too_hard",
        "too_big_unpacked",
    }

    assert len(CASES) >= 60
    assert refusals - set(SAID) <= elsewhere
    assert len(refusals) > 20


@pytest.mark.parametrize("case", READ.values(), ids=READ)
def test_a_file_gives_these_rows(case: Case) -> None:
    made = plan.make(parse("ds", case.make()), _empty_register(), TODAY)

    assert [(row.row.product, row.row.stars) for row in made.rows] == list(case.good)
    assert [
        (bad.sheet, bad.number, bad.problems[0].column, bad.problems[0].code)
        for bad in made.rejected
    ] == list(case.bad)
    assert made.pending == case.pending
    shared = made.parsed.decision
    assert (shared.number if shared else None) == case.decision
    assert all(
        problems.sentence(bad.problems[0].code, bad.problems[0].data) for bad in made.rejected
    )


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_a_file_is_refused(case: Case) -> None:
    with pytest.raises(Unreadable) as refused:
        parse("ds", case.make())

    assert refused.value.code == case.refused
    assert dict(case.data).items() <= refused.value.data.items()


@pytest.mark.django_db
@pytest.mark.parametrize("code", SAID)
def test_what_is_refused_says_so_in_one_sentence_and_writes_nothing(
    refuse: Callable[..., str], code: str
) -> None:
    case = CASES[SAID[code]]
    content = case.make()

    sentence = refuse(content, "--dry-run")

    with pytest.raises(Unreadable) as refused:
        readers.read(content) and parse("ds", content)
    assert sentence == problems.sentence(code, refused.value.data)
    assert "%" not in sentence and sentence[-1] in ".!"
    assert (Certificate.objects.count(), RegisterImport.objects.count()) == (0, 0)


def test_reading_apart_gives_the_same() -> None:
    content = CASES["days in every spelling"].make()

    assert apart.read(content) == readers.read(content)


def _empty_register() -> Snapshot:
    return Snapshot(whereabouts=defaultdict(Whereabouts))
