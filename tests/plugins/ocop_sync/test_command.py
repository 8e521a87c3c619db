"""The command itself: what it prints, how it ends, whom it lets, and that a dry run writes nothing."""

import gc
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from marketplace.audit.models import Line
from marketplace.certification.models import Certificate, StarPeriod
from plugins.ocop_sync import plugin
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.plugin import MOST_ROWS, PLUGIN_ID
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import annex, award, title
from tests.plugins.ocop_sync.people import nobody_in_particular

pytestmark = pytest.mark.django_db

KEYS = [
    *("file", "sha256", "decision", "rows", "created", "updated", "unchanged", "revoked"),
    *("rejected", "pending", "superseded"),
]
MIXED = [award("A"), award("B", stars="2 sao"), award("A"), award("C", stars="6 sao")]


def everything() -> dict[str, Any]:
    """Rows of every table, and where every sequence stands."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        counted = {}
        for table in tables:
            cursor.execute(f'SELECT count(*), coalesce(sum(hashtext(t::text)), 0) FROM "{table}" t')
            counted[table] = cursor.fetchone()
        cursor.execute("SELECT schemaname, sequencename, last_value FROM pg_sequences")
        return {**counted, "sequences": sorted(map(str, cursor.fetchall()))}


def test_json_is_one_object_with_these_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], admin: Any
) -> None:
    file = tmp_path / "ds.xlsx"
    file.write_bytes(annex(MIXED))

    call_command("ocop_import", str(file), "--json", "--by", "admin")

    out, err = capsys.readouterr()
    assert (out.count("\n"), err) == (1, "")
    report = json.loads(out)
    assert list(report) == KEYS
    assert [list(bad) for bad in report["rejected"]] == [["row", "column", "value", "problem"]] * 2
    assert (report["file"], report["rows"], report["created"]) == ("ds.xlsx", 4, 2)


def test_people_get_words(tmp_path: Path, capsys: pytest.CaptureFixture[str], admin: Any) -> None:
    file = tmp_path / "ds.xlsx"
    file.write_bytes(annex(MIXED))

    with translation.override("vi"):
        call_command("ocop_import", str(file), "--dry-run")

    assert capsys.readouterr().out == (
        "ds.xlsx: 4 dòng\n"
        "Quyết định 100/QĐ-UBND ngày 05/08/2026, UBND tỉnh Lâm Đồng\n"
        "Mới 2, thay đổi 0, giữ nguyên 0, thu hồi 0, không nhận 2\n"
        "Chờ quyết định: 0. Được thay thế: 0.\n"
        "  Dòng 10, cột “Tên sản phẩm”, “A”: Trùng sản phẩm, chủ thể và quyết định với dòng 8.\n"
        "  Dòng 11, cột “Hạng sao”, “6 sao”: Số sao chỉ từ 1 đến 5.\n"
        "Chưa ghi gì: đây là chạy thử.\n"
    )


@pytest.mark.parametrize("before", [False, True])
def test_a_dry_run_says_the_same_and_writes_nothing(
    run: Any, private_files: Path, before: bool
) -> None:
    content = annex(
        [award("A", stars="4 sao"), *MIXED[1:]], above=title("200/QĐ-UBND", "06/9/2026")
    )
    if before:
        run(annex(MIXED))
    held, kept = everything(), sorted(private_files.rglob("*"))

    told = run(content, "--dry-run")

    assert everything() == held
    assert sorted(private_files.rglob("*")) == kept
    assert told == run(content)
    assert told["superseded"] == (2 if before else 0)


def test_a_dry_run_asks_nobody_who_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], db: None
) -> None:
    file = tmp_path / "ds.xlsx"
    file.write_bytes(annex([award()]))

    call_command("ocop_import", str(file), "--json", "--dry-run")

    assert json.loads(capsys.readouterr().out)["created"] == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "Không có tệp “ds.xlsx”."),
        (b"", "Tệp trống."),
        (b"<html><table></table></html>", "Đây là trang web"),
        (annex([award()])[:-500], "Tệp bị hỏng"),
        ("chỉ là chữ".encode(), "Không tìm thấy dòng tiêu đề"),
        (files.workbook({"A": []}), "Tệp trống."),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    ],
    ids=["missing", "empty", "html", "truncated", "no_header", "no_rows", "password"],
)
@pytest.mark.parametrize("options", [("--by", "admin"), ("--dry-run",)])
def test_what_can_not_be_read_ends_with_one_sentence(
    refuse: Any, admin: Any, content: bytes | None, says: str, options: tuple[str, ...]
) -> None:
    held = everything()

    assert says in refuse(content, *options)
    assert everything() == held


def test_it_wants_to_know_who_imports(refuse: Any, admin: Any) -> None:
    assert "--by" in refuse(annex([award()]))
    assert "“ai-do”" in refuse(annex([award()]), "--by", "ai-do")
    assert Certificate.objects.count() == 0


def test_only_whose_role_includes_it_may_import(refuse: Any, admin: Any) -> None:
    nobody_in_particular("khach")

    assert refuse(annex([award()]), "--by", "khach")
    assert (Certificate.objects.count(), RegisterImport.objects.count()) == (0, 0)


def switch(active: bool, most_rows: str = "200000") -> None:
    from saleor.plugins.models import PluginConfiguration  # as a person in Saleor's settings would

    PluginConfiguration.objects.update_or_create(
        identifier=PLUGIN_ID,
        defaults={
            "name": "OCOP sync",
            "active": active,
            "configuration": [{"name": MOST_ROWS, "value": most_rows}],
        },
    )


def test_switched_off_nothing_is_imported_and_stars_stay(run: Any, refuse: Any) -> None:
    run(annex([award("A")]))
    switch(active=False)

    for options in (("--by", "admin"), ("--dry-run",)):
        assert "đang tắt" in refuse(annex([award("B")]), *options)
    assert (Certificate.objects.count(), StarPeriod.objects.count()) == (1, 1)

    switch(active=True)
    assert run(annex([award("B")]))["created"] == 1


def test_the_plugin_limits_the_rows_of_a_file(run: Any, refuse: Any) -> None:
    switch(active=True, most_rows="2")

    assert run(annex([award("A"), award("B")]))["created"] == 2
    sentence = refuse(annex([award("A"), award("B"), award("C", stars="6 sao")]), "--by", "admin")
    assert ("3" in sentence, "2" in sentence) == (True, True)


def test_the_plugin_is_known_to_saleor_and_on() -> None:
    assert plugin.most_rows() == 200_000


@pytest.mark.parametrize(
    ("value", "good"), [("1", True), ("0", False), ("viele", False), ("", False)]
)
def test_the_plugin_checks_its_configuration(value: str, good: bool) -> None:
    from django.core.exceptions import ValidationError
    from saleor.plugins.models import PluginConfiguration

    configuration = PluginConfiguration(configuration=[{"name": MOST_ROWS, "value": value}])

    if good:
        plugin.OcopSyncPlugin.validate_plugin_configuration(configuration)
    else:
        with pytest.raises(ValidationError):
            plugin.OcopSyncPlugin.validate_plugin_configuration(configuration)


def test_a_second_import_leaves_two_reports_and_one_file(run: Any, private_files: Path) -> None:
    content = annex([award()])
    run(content)
    run(content)

    assert RegisterImport.objects.count() == 2
    assert [path.is_file() for path in private_files.rglob("*")].count(True) == 1
    assert Line.objects.filter(action="ocop_sync.import").count() == 2


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "django", "ocop_import", *arguments]


@pytest.mark.slow
@pytest.mark.parametrize("on_terminal", [True, False])
def test_the_progress_bar_is_for_terminals(tmp_path: Path, db: None, on_terminal: bool) -> None:
    file = tmp_path / "ds.xlsx"
    file.write_bytes(annex([award(str(number)) for number in range(50)]))
    terminal, end = pty.openpty()

    done = subprocess.run(
        command(str(file), "--dry-run", "--json"),
        stdout=subprocess.PIPE,
        stderr=end if on_terminal else subprocess.PIPE,
        check=True,
        timeout=120,
    )
    os.close(end)
    shown = os.read(terminal, 100_000).decode() if on_terminal else done.stderr.decode()
    os.close(terminal)

    assert json.loads(done.stdout)["created"] == 50
    assert ("Đang đối chiếu" in shown, "/50" in shown) == (on_terminal, on_terminal)
    assert on_terminal or shown == ""


@pytest.mark.slow
def test_as_a_process_of_its_own(tmp_path: Path, db: None) -> None:
    file = tmp_path / "ds.xlsx"
    file.write_bytes(b"<html>")

    done = subprocess.run(
        command(str(file), "--dry-run", "--json"),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip().splitlines()[-1].startswith("Đây là trang web")


def test_the_collector_works_again_afterwards(run: Any, refuse: Any) -> None:
    run(annex([award()]))
    refuse(b"", "--by", "admin")

    assert gc.isenabled()
