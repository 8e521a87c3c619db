"""What keeps an import from beginning: a setting that is no number, a database that is away."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from marketplace.certification.models import Certificate
from tests.plugins.ocop_sync.files import annex, award
from tests.plugins.ocop_sync.test_command import command, switch

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("value", ["abc", "", "-1", "9" * 5000])
def test_a_setting_that_is_no_number_ends_with_one_sentence(
    refuse: Any, admin: Any, value: str
) -> None:
    switch(active=True, most_rows=value)

    for options in (("--by", "admin"), ("--dry-run",)):
        sentence = refuse(annex([award()]), *options)
        assert f"“{value[:50]}”" in sentence and "số nguyên lớn hơn 0" in sentence
    assert Certificate.objects.count() == 0


def test_a_database_that_is_down_ends_with_one_sentence(
    refuse: Any, admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_arguments: Any) -> None:
        raise OperationalError("the server closed the connection unexpectedly")

    monkeypatch.setattr("plugins.ocop_sync.snapshot.load", gone)

    for options in (("--by", "admin"), ("--dry-run",)):
        assert refuse(annex([award()]), *options) == "Cơ sở dữ liệu không trả lời; chưa ghi gì."


@pytest.mark.slow
def test_without_a_database_there_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "ds.xlsx"
    file.write_bytes(annex([award()]))
    nowhere = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}

    done = subprocess.run(
        command(str(file), "--dry-run", "--json"),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=nowhere,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == ["Cơ sở dữ liệu không trả lời; chưa ghi gì."]
