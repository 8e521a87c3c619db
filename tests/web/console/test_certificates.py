"""The list of certificates, and the time line of a product."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from marketplace import clock
from marketplace.accounts.models import Role
from marketplace.certification import by_hand
from marketplace.certification.by_hand import Asking
from marketplace.certification.models import Certificate
from marketplace.certification.settle import settle
from plugins.ocop_sync import apply, parse
from tests import factories
from tests.plugins.ocop_sync import files

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL)


@pytest.fixture(autouse=True)
def on_the_22nd_of_november_2026(set_clock):
    set_clock(NINE.isoformat())


@pytest.fixture
def client(signed_in):
    return signed_in(Role.ADMINISTRATOR)


@pytest.fixture
def certificates():
    """One in each state, all of 36 months but the last."""
    factories.certified("Còn lâu", decided_on=date(2026, 1, 1))
    factories.certified("Trong 180", decided_on=date(2024, 5, 21))  # 180 days are left
    factories.certified("Trong 120", decided_on=date(2024, 3, 22))  # 120 days are left
    factories.certified("Quá 180", decided_on=date(2024, 5, 22))
    factories.certified("Hết hạn", decided_on=date(2023, 11, 21))
    factories.certified("Hai sao", stars=2)
    extended = factories.certified("Gia hạn", decided_on=date(2023, 11, 21))
    extended.certificates.update(extended_until=date(2027, 1, 1))
    revoked = factories.certified("Thu hồi")
    revoked.certificates.update(revoked_at=NINE, revocation_number="9/QĐ")
    twice = factories.certified("Nâng hạng", decided_on=date(2025, 1, 1))
    Certificate.objects.filter(certified_product=twice).update(number="1/QĐ-CŨ")
    other = factories.certified("Ngày khác", decided_on=date(2026, 1, 1))
    other.certificates.update(printed_last_day=date(2029, 6, 30), last_day=date(2029, 6, 30))
    Certificate.objects.create(
        certified_product=twice,
        stars=4,
        state="active",
        number="2/QĐ-MỚI",
        decided_on=date(2026, 2, 1),
        authority="UBND",
        first_day=date(2026, 2, 1),
        last_day=date(2029, 2, 1),
        source_level="A",
        recorded_at=NINE,
        confirmed_at=NINE,
    )
    waits = factories.certified("Chờ", stars=1)
    waits.certificates.update(state="pending")
    settle([extended.pk, revoked.pk, twice.pk, other.pk])


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("expiring", ["Gia hạn", "Trong 120", "Trong 180"]),
        ("due", ["Gia hạn", "Trong 120"]),
        ("extended", ["Gia hạn"]),
        ("expired", ["Hết hạn"]),
        ("pending", ["Chờ"]),
        ("superseded", ["Nâng hạng"]),
        ("revoked", ["Thu hồi"]),
        ("low", ["Hai sao"]),
        ("other_day", ["Ngày khác"]),
    ],
)
def test_a_state_shows_its_certificates(client, certificates, state, shown):
    rows = client.get(reverse("console:certificates"), {"state": state}).context["rows"]

    assert [row["product"].name for row in rows] == shown


def test_a_state_that_does_not_exist_shows_all(client, certificates):
    rows = client.get(reverse("console:certificates"), {"state": "x"}).context["rows"]

    assert len(rows) == 12


def test_it_says_how_many_days_are_left_and_flags_the_printed_day(client, certificates):
    answer = client.get(reverse("console:certificates"), {"state": "due"})
    assert [row["days_left"] for row in answer.context["rows"]] == [40, 120]

    words = client.get(reverse("console:certificates"), {"state": "other_day"}).content.decode()
    assert "Khác cách tính 36 tháng" in words


def test_a_long_list_costs_as_many_queries(client, django_assert_max_num_queries):
    maker = factories.producer()
    for number in range(20):
        factories.certified(f"Trà {number}", of=maker)

    with django_assert_max_num_queries(10):
        client.get(reverse("console:certificates"))


def test_the_list_goes_along_as_excel_and_no_cell_is_a_formula(client):
    factories.certified('=HYPERLINK("x")')
    answer = client.get(reverse("console:certificates"), {"as": "xlsx"})

    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet["A1"].value == "Mã sản phẩm"
    assert (sheet["B2"].value, sheet["B2"].data_type) == ('=HYPERLINK("x")', "s")


@pytest.fixture
def product(client, set_clock, settings, tmp_path):
    """Tea of 4 stars: a list of 5/8/2025 imported on 22/11/2026 at 9, revoked ten days later."""
    settings.PRIVATE_ROOT = tmp_path
    content = files.annex([files.award("Trà", stars="4 sao")], above=files.title(day="05/8/2025"))
    apply.apply(parse.parse("ds.xlsx", content), content, actor_id=client.person.pk)
    certificate = Certificate.objects.get()
    set_clock("2026-12-02T09:00:00+07:00")
    by_hand.revoke(
        Asking(actor_id=client.person.pk, reason="Nhãn <b>sai</b>", client_key="k"),
        certificate,
        day=date(2026, 12, 1),
        number="9/QĐ",
        ground="law",
    )
    return certificate.certified_product


def asked(client, product, day, time):
    address = reverse("console:product", kwargs={"code": product.code})
    return client.get(address, {"day": day, "time": time}).context["answer"]


@pytest.mark.parametrize(
    ("day", "time", "showed", "held"),
    [
        ("2025-08-04", "23:59:59", None, None),
        ("2026-05-03", "", None, 4),  # the register did not know of it yet
        ("2026-11-22", "08:59:59", None, 4),
        ("2026-11-22", "09:00:00", 4, 4),
        ("2026-11-30", "23:59:59", 4, 4),
        ("2026-12-01", "00:00:00", 4, None),  # revoked from here on, learnt on the 2nd
        ("2026-12-02", "08:59:59", 4, None),
        ("2026-12-02", "09:00:00", None, None),
        ("2030-01-01", "12:00", None, None),
    ],
)
def test_which_star_showed_at_a_second_and_what_is_known_of_it_today(
    client, product, day, time, showed, held
):
    answer = asked(client, product, day, time)

    assert (answer["showed"] and answer["showed"].stars) == showed
    assert (answer["held"] and answer["held"].stars) == held
    assert answer["agree"] is (showed == held)


def test_it_says_why_from_which_file_and_row_and_who(client, product):
    address = reverse("console:product", kwargs={"code": product.code})
    words = client.get(address, {"day": "2026-11-30", "time": "10:00"}).content.decode()

    assert "là điều mọi trang đã hiển thị lúc 10:00:00 30/11/2026" in words
    assert "ds.xlsx" in words and "dòng" in words
    assert "nguoi-administrator" in words
    assert "Bị thu hồi theo quyết định 9/QĐ" in words
    assert "Nhãn &lt;b&gt;sai&lt;/b&gt;" in words


def test_the_time_line_tells_all_of_it_in_order(client, product):
    address = reverse("console:product", kwargs={"code": product.code})
    lines = client.get(address).context["lines"]

    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    told = [line.words for line in lines]
    for words in (
        "Ghi nhận giấy chứng nhận: 4 sao",
        "Nhập danh sách: ds.xlsx",
        "Bị thu hồi theo quyết định 9/QĐ",
        "Ghi thủ công: thu hồi",
    ):
        assert words in told
    assert any(words.startswith("Các trang hiển thị 4 sao từ 00:00 05/08/2025") for words in told)


def test_a_day_that_is_none_is_told_beside_its_field(client, product):
    address = reverse("console:product", kwargs={"code": product.code})
    answer = client.get(address, {"day": "31/02/2026"})

    assert answer.status_code == 200
    assert "day" in answer.context["form"].errors


def test_an_unknown_product_is_404(client):
    assert client.get(reverse("console:product", kwargs={"code": "AAAAAAAAAA"})).status_code == 404
