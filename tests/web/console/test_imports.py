import pytest
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Role
from plugins.ocop_sync.models import RegisterImport

pytestmark = pytest.mark.django_db


def imported(person, sha256="a" * 64, rejected=(), **counts):
    return RegisterImport.objects.create(
        file_name="858-2025.xlsx",
        sha256=sha256,
        size=2048,
        kept_as="",
        source_level="A",
        number="858/QĐ-UBND",
        decided_on="2025-06-20",
        authority="UBND tỉnh Đắk Nông",
        uploaded_by_id=person.pk,
        confirmed_via="command line",
        report={"counts": {"rows": 12, "created": 11} | counts, "rejected": list(rejected)},
        certificate_ids=[],
        applied_at=clock.now(),
    )


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
    row = {"sheet": "Sheet1", "row": 14, "problems": [problem]}
    imported(client.person, rejected=[row])

    response = client.get(reverse("console:imported", kwargs={"sha256": "a" * 64}))

    bad = response.context["imports"][0].rejected[0]
    assert (bad.row, bad.column, bad.value) == (14, "Hạng sao", "<b>9</b>")
    assert bad.problem
    assert "&lt;b&gt;9&lt;/b&gt;" in response.content.decode()


def test_a_report_older_than_todays_codes_can_still_be_read(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)
    problem = {"code": "of_old", "column": "", "value": None, "data": {}}
    imported(client.person, rejected=[{"sheet": "", "row": 3, "problems": [problem]}])

    response = client.get(reverse("console:imported", kwargs={"sha256": "a" * 64}))

    bad = response.context["imports"][0].rejected[0]
    assert bad.problem == "Bị loại theo quy tắc lúc đó (of_old)."


def test_the_same_file_twice_is_one_page_with_both_times(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)
    imported(client.person)
    imported(client.person, created=0, unchanged=12)
    imported(client.person, sha256="b" * 64)

    response = client.get(reverse("console:imported", kwargs={"sha256": "a" * 64}))

    assert [one.counts["created"] for one in response.context["imports"]] == [0, 11]


def test_a_file_nobody_imported_is_not_found(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)

    url = reverse("console:imported", kwargs={"sha256": "c" * 64})

    assert client.get(url).status_code == 404


def test_an_empty_history_says_what_to_do(signed_in, shops):
    client = signed_in(Role.OFFICER, unit=shops.province)

    assert "ocop_import" in client.get(reverse("console:imports")).content.decode()
