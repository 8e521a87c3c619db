"""Lists brought to the register, as the console shows them and takes them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from marketplace import clock
from marketplace.accounts.models import Role
from plugins.ocop_sync import run
from plugins.ocop_sync.confirm import confirm
from plugins.ocop_sync.models import RegisterImport
from tests.plugins.ocop_sync import files
from tests.staff import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_elsewhere(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


def imported(person, rejected=(), **counts):
    return RegisterImport.objects.create(
        state="applied",
        file_name="858-2025.xlsx",
        sha256="a" * 64,
        size=2048,
        kept_as="",
        source_level="A",
        number="858/QĐ-UBND",
        decided_on="2025-06-20",
        authority="UBND tỉnh Đắk Nông",
        uploaded_by_id=person.pk,
        confirmed_via="command line",
        report={"counts": {"rows": 12, "created": 11} | counts, "rejected": list(rejected)},
        applied_at=clock.now(),
    )


def address(name, one):
    return reverse(f"console:{name}", kwargs={"code": one.code})


def brought(client, content=None, **changed):
    content = files.annex([files.award()]) if content is None else content
    posted = {
        "file": SimpleUploadedFile("ds.xlsx", content),
        "source_level": "A",
        "source_url": "https://example.vn/qd-100",
    }
    return client.post(reverse("console:import_upload"), posted | changed)


def planned(client, content=None):
    brought(client, content)
    one = RegisterImport.objects.get()
    run.work_on(one.pk)
    one.refresh_from_db()
    return one


def test_the_list_says_what_came_of_each_file_and_who_brought_it(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)
    imported(client.person)

    response = client.get(reverse("console:imports"))

    one = response.context["imports"][0]
    assert (one.person, one.counts["rows"], one.counts["created"]) == ("nguoi-officer", 12, 11)
    assert "858/QĐ-UBND" in response.content.decode()


def test_a_rejected_row_is_told_in_words_with_row_column_and_value(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)
    problem = {"code": "stars_out_of_range", "column": "Hạng sao", "value": "<b>9</b>", "data": {}}
    one = imported(client.person, [{"sheet": "Sheet1", "row": 14, "problems": [problem]}])

    response = client.get(address("imported", one))

    row = response.context["rows"][0]
    assert (row.number, row.outcome) == (14, "rejected")
    assert row.says == ["“Hạng sao”, “<b>9</b>”: Số sao chỉ từ 1 đến 5."]
    assert "&lt;b&gt;9&lt;/b&gt;" in response.content.decode()


def test_a_report_older_than_todays_codes_can_still_be_read(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)
    problem = {"code": "of_old", "column": "", "value": None, "data": {}}
    one = imported(client.person, [{"sheet": "", "row": 3, "problems": [problem]}])

    row = client.get(address("imported", one)).context["rows"][0]

    assert row.says == ["Bị loại theo quy tắc lúc đó (of_old)."]


def test_the_same_file_brought_twice_is_two_imports_that_name_each_other(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)
    first, second = imported(client.person), imported(client.person)

    assert list(client.get(address("imported", first)).context["again"]) == [second]


def test_an_import_nobody_brought_is_not_found(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)

    url = reverse("console:imported", kwargs={"code": "ZZZZZZZZZZ"})

    assert client.get(url).status_code == 404


def test_an_empty_history_says_what_to_do(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)

    assert "ocop_import" in client.get(reverse("console:imports")).content.decode()


def test_a_signed_decision_without_link_or_scan_is_told_beside_its_field(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)

    response = brought(client, source_url="")

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["source_url", "file"]
    assert RegisterImport.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content"), [("scan", b"MZ\x90"), ("scan", b"<svg onload=alert(1)>")]
)
def test_a_scan_is_a_picture_or_a_pdf_by_what_it_is(signed_in, shops, name, content):
    client = signed_in(Role.OFFICER, unit=shops.province)

    response = brought(client, scan=SimpleUploadedFile("qd.pdf", content))

    assert "scan" in response.context["form"].errors
    assert RegisterImport.objects.count() == 0


def test_who_brought_it_is_offered_no_confirmation_and_gets_none_by_hand(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)
    one = planned(client)

    page = client.get(address("imported", one))
    client.post(address("import_confirm", one), {"digest": one.plan_digest})

    one.refresh_from_db()
    assert (page.context["may_confirm"], one.state) == (False, "waiting")


def test_the_plan_is_read_row_by_row_and_by_outcome(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)
    one = planned(client, files.annex([files.award(), files.award("Trà hai", stars="9 sao")]))

    page = client.get(address("imported", one))
    only = client.get(address("imported", one), {"rows": "rejected"})

    assert [(row.number, row.outcome) for row in page.context["rows"]] == [
        (8, "created"),
        (9, "rejected"),
    ]
    assert [row.number for row in only.context["rows"]] == [9]
    assert page.context["choices"] == [
        ("created", "Mới", 1, False),
        ("rejected", "Bị loại", 1, False),
    ]


def test_the_file_comes_back_as_it_was_and_with_its_errors(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)
    content = files.annex([files.award("=HYPERLINK(1)"), files.award("B", stars="3,5")])
    one = planned(client, content)

    original = client.get(address("import_file", one))
    wrong = client.get(address("import_errors", one))

    assert original.content == content
    assert original["Content-Disposition"] == 'attachment; filename="ds.xlsx"'
    sheet = load_workbook(BytesIO(wrong.content)).active
    last = len(files.HEADER) + 1
    assert sheet.cell(7, last).value == "Lỗi"
    assert sheet.cell(8, 2).value == "=HYPERLINK(1)"
    assert sheet.cell(8, 2).data_type == "s"
    assert sheet.cell(8, last).value is None
    assert sheet.cell(9, last).value == (
        "“Hạng sao”, “3,5”: Số sao phải là số nguyên: 1, 2, 3, 4 hoặc 5."
    )


def test_a_scan_comes_back_as_a_download(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)
    brought(client, scan=SimpleUploadedFile("qd.pdf", b"%PDF-1.7"))
    one = RegisterImport.objects.get()

    answer = client.get(address("import_scan", one))

    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")


def test_whoever_asks_again_gets_the_progress_alone_and_then_the_page(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)
    brought(client)
    one = RegisterImport.objects.get()

    while_reading = client.get(address("imported", one), headers={"HX-Request": "true"})
    run.work_on(one.pk)
    afterwards = client.get(address("imported", one), headers={"HX-Request": "true"})

    assert "<html" not in while_reading.content.decode()
    assert 'id="progress"' in while_reading.content.decode()
    assert afterwards["HX-Refresh"] == "true"


def test_what_looks_like_a_day_is_written_as_one_only_where_a_day_stands(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)
    one = planned(client)
    line = one.lines.get()
    line.data["changes"] = {
        "number": ["", "1234-QĐ-UB"],
        "decided_on": [None, "2026-08-05"],
        "note": ["2026-08-05", "1234-ab-cd"],
    }
    line.save()

    (row,) = client.get(address("imported", one)).context["rows"]

    assert set(row.says) == {
        "Số quyết định: trống → 1234-QĐ-UB",
        "Ngày quyết định: trống → 05/08/2026",
        "Ghi chú: 2026-08-05 → 1234-ab-cd",
    }


@pytest.mark.parametrize("name", ["import_refuse", "import_undo"])
@pytest.mark.parametrize("reason", ["", "Nhầm\0tệp", "a" * 501])
def test_a_reason_that_cannot_be_taken_is_told_beside_its_field(signed_in, shops, name, reason):
    client = signed_in(Role.ADMINISTRATOR)
    one = planned(client)
    if name == "import_undo":
        second = make_person("nguoi-khac", Role.OFFICER, unit=shops.province)
        confirm(one.code, digest=one.plan_digest, actor_id=second.pk)
        run.work_on(one.pk)
        one.refresh_from_db()
    before = one.state

    page = client.post(address(name, one), {"reason": reason})

    one.refresh_from_db()
    assert (page.status_code, one.state) == (422, before)
    (said,) = page.context["form"].errors["reason"]
    shown = page.content.decode()
    assert said in shown
    assert reason.replace("\0", "") in shown.replace("\0", "")
    assert '<details class="act" open>' in shown


def test_a_list_too_long_to_compare_says_so(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)
    one = imported(client.person)
    RegisterImport.objects.filter(pk=one.pk).update(
        report=one.report | {"near": {"compared": False}}
    )

    shown = client.get(address("imported", one)).content.decode()

    assert "nhiều tên mới hơn mức so sánh được một lần" in shown
