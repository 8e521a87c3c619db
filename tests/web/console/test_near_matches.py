"""Gộp hay tách? as the console shows it and takes a person's word on it."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.certification import merging
from marketplace.certification.models import CertifiedProduct, Merge, NearMatch
from marketplace.certification.near_register import ask_all
from marketplace.certification.settle import settle
from marketplace.producers.models import Producer
from tests import factories

pytestmark = pytest.mark.django_db
QUEUE = "/quan-ly/chung-nhan/gop-hay-tach/"


def near_pair(number=0, maker=None):
    maker = maker or factories.producer()
    one = factories.certified(f"Mắc ca sấy {number}", of=maker, decided_on=date(2026, 1, 5))
    other = factories.certified(f"Macca sấy {number}", of=maker, decided_on=date(2026, 8, 5))
    settle([one.pk, other.pk])
    ask_all()
    return NearMatch.objects.get(first_product=one, second_product=other)


def page_of(one):
    return f"{QUEUE}{one.code}/"


@pytest.fixture
def officer(signed_in):
    return signed_in(Role.OFFICER, unit=factories.province())


def test_the_queue_names_both_and_why(client, officer):
    one = near_pair()

    page = client.get(QUEUE).content.decode()

    assert "Mắc ca sấy 0 ↔ Macca sấy 0" in page
    assert "có thể do gõ nhầm" in page
    assert page_of(one) in page
    assert "1 dòng" in page


def test_filters_stand_in_the_address(client, officer):
    near_pair()

    assert "↔" not in client.get(f"{QUEUE}?kind=producer").content.decode()
    assert "↔" in client.get(f"{QUEUE}?kind=product").content.decode()
    assert "↔" not in client.get(f"{QUEUE}?state=apart").content.decode()
    assert "↔" in client.get(f"{QUEUE}?state=nonsense").content.decode()


def test_the_queue_can_be_taken_along(client, officer):
    near_pair()

    rows = list(
        load_workbook(BytesIO(client.get(f"{QUEUE}?as=xlsx").content)).active.iter_rows(
            values_only=True
        )
    )

    assert rows[1][2:4] == ("Mắc ca sấy 0", "Macca sấy 0")


def test_merging_keeps_the_chosen_side_and_can_be_undone(client, officer):
    one = near_pair()
    word = {"reason": "Đã gọi điện", "decision": "second"}

    answer = client.post(f"{page_of(one)}quyet-dinh/", word)

    assert answer.status_code == 302
    assert CertifiedProduct.objects.get(pk=one.first.pk).merged_into_id == one.second.pk
    page = client.get(page_of(one)).content.decode()
    assert "Tách lại…" in page and "Gộp vào bên trái" not in page
    answer = client.post(f"{page_of(one)}lam-lai/", {"reason": "Nhầm"})
    assert answer.status_code == 302
    assert CertifiedProduct.objects.get(pk=one.first.pk).merged_into_id is None
    assert NearMatch.objects.get(pk=one.pk).state == "apart"


def test_without_a_reason_nothing_is_done_and_the_field_says_so(client, officer):
    one = near_pair()

    answer = client.post(f"{page_of(one)}quyet-dinh/", {"reason": " ", "decision": "first"})

    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not Merge.objects.exists()


def test_what_stands_in_the_way_is_said_and_what_was_typed_stays(client, officer):
    one = near_pair()
    one.second.certificates.update(decided_on=date(2026, 1, 5), first_day=date(2026, 1, 5))
    settle([one.first.pk, one.second.pk])

    answer = client.post(
        f"{page_of(one)}quyet-dinh/", {"reason": "Một sản phẩm", "decision": "first"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "cả hai được quyết định ngày 05/01/2026" in page
    assert "Một sản phẩm" in page
    assert not Merge.objects.exists()


def test_a_word_that_is_none_is_refused(client, officer):
    one = near_pair()

    answer = client.post(f"{page_of(one)}quyet-dinh/", {"reason": "x", "decision": "third"})

    assert answer.status_code == 422
    assert "Hãy chọn một trong ba nút." in answer.content.decode()


def test_two_provinces_ask_for_a_tick(client, officer):
    for name in ("CTCP Hạt Vàng", "Công ty Cổ phần Hạt Vàng"):
        factories.certified(of=factories.producer(name))
    ask_all()
    one = NearMatch.objects.get()
    Producer.objects.filter(pk=one.second_producer_id).update(
        province=factories.province("24", "Gia Lai")
    )
    word = {"reason": "Chuyển trụ sở", "decision": "first"}

    assert client.post(f"{page_of(one)}quyet-dinh/", word).status_code == 422
    word["despite_provinces"] = "on"
    assert client.post(f"{page_of(one)}quyet-dinh/", word).status_code == 302
    assert Producer.objects.get(pk=one.second_producer_id).merged_into_id == one.first_producer_id


def test_a_busy_register_is_a_sentence(client, officer, monkeypatch):
    one = near_pair()

    def busy():
        raise merging.MergeRefused(merging.Problem("register_busy", "Một danh sách đang được ghi."))

    monkeypatch.setattr("marketplace.certification.near_queue.lock", busy)
    answer = client.post(f"{page_of(one)}quyet-dinh/", {"reason": "x", "decision": "apart"})

    assert answer.status_code == 422
    assert "Một danh sách đang được ghi." in answer.content.decode()


def test_the_first_page_counts_what_waits(client, officer):
    near_pair()

    page = client.get("/quan-ly/").content.decode()

    assert "cặp tên chờ quyết định: gộp hay tách?" in page


def test_pages_ask_a_fixed_number_of_questions(client, officer):
    maker = factories.producer("CTCP Hạt Vàng")
    pair = near_pair(1, maker)
    factories.certified(of=factories.producer("Công ty Cổ phần Hạt Vàng"))
    ask_all()
    producers = NearMatch.objects.get(kind="producer")
    addresses = (QUEUE, page_of(pair), page_of(producers))
    client.get(QUEUE)
    before = [questions(client, address) for address in addresses]

    for number in range(2, 8):
        near_pair(number, maker)
    factories.award(pair.first, stars=2, decided_on=date(2026, 9, 1))

    assert [questions(client, address) for address in addresses] == before


def questions(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_old_addresses_lead_to_the_kept_one(client, officer):
    one = near_pair()
    kept, merged = one.first, one.second
    client.post(f"{page_of(one)}quyet-dinh/", {"reason": "Một", "decision": "first"})

    verify = client.get(reverse("shop:verify", kwargs={"code": merged.code}))
    assert (verify.status_code, verify["Location"]) == (302, f"/ocop/{kept.code}/")
    product = client.get(f"/san-pham/{merged.slug}-{merged.code}/")
    assert (product.status_code, product["Location"]) == (
        302,
        f"/san-pham/{kept.slug}-{kept.code}/",
    )
    badge = client.get(reverse("shop:badge", kwargs={"code": merged.code}))
    assert badge.content == client.get(reverse("shop:badge", kwargs={"code": kept.code})).content


def test_an_old_address_of_a_producer_leads_to_the_kept_one(client, officer):
    for name in ("CTCP Hạt Vàng", "Công ty Cổ phần Hạt Vàng"):
        factories.certified(of=factories.producer(name))
    ask_all()
    one = NearMatch.objects.get()
    client.post(f"{page_of(one)}quyet-dinh/", {"reason": "Một", "decision": "first"})

    answer = client.get(f"/nha-san-xuat/{one.second.slug}-{one.second.code}/")

    assert answer["Location"] == f"/nha-san-xuat/{one.first.slug}-{one.first.code}/"


@pytest.mark.parametrize("code", ["%00", "A%00BCDEFGHJ", "ZZZZZZZZZZ", "ấ"])
def test_an_import_that_is_none_filters_nothing(client, officer, code):
    near_pair()

    page = client.get(f"{QUEUE}?import={code}")

    assert (page.status_code, page.context["brought_by"]) == (200, None)
