"""Goods in on screen: rows added and taken off, counted, papers, and nothing typed is lost."""

import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.inventory.models import Barcode, Delivery, Paper, Shelf
from tests import factories

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def tea(shops):
    return factories.listing(factories.certified("Trà Bí đao"), at=shops.centre)


def url(name, *codes):
    return reverse(f"console:{name}", args=codes)


def rows(*typed, prefix="lines", **fields):
    body = {f"{prefix}-TOTAL_FORMS": len(typed), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(typed):
        body |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return body | fields


def new(shops, *typed, do="receive", **fields):
    head = {"client_key": uuid.uuid4(), "place": shops.centre.code, "terms": "consigned"}
    return rows(*typed, do=do, **(head | fields))


def batch(listing, **fields):
    typed = {"article": listing.code, "lot_code": "L9", "quantity": "1.200"}
    return typed | {"best_before": "2099-12-31", "made_on": "", "unit_cost": ""} | fields


def test_received_at_once(clerk, shops, tea):
    response = clerk.post(url("delivery_new"), new(shops, batch(tea)))

    made = Delivery.objects.get()
    assert response.url == url("delivery", made.code)
    assert (made.state, made.announced_by_id) == ("received", clerk.person.pk)
    assert Shelf.objects.get(place=shops.centre).on_hand == 10 + 1200


def test_pressing_twice_receives_once(clerk, shops, tea):
    form = new(shops, batch(tea))

    answers = [clerk.post(url("delivery_new"), form).status_code for _press in range(2)]

    assert answers == [302, 302]
    assert Delivery.objects.count() == 1
    assert Shelf.objects.get(place=shops.centre).on_hand == 1210


def test_an_article_is_found_by_name_code_barcode_and_lot_label(clerk, shops, tea):
    Barcode.objects.create(
        variant_id=tea.variant_id, gtin="8930000000019", added_at=tea.published_at
    )
    label = f"{tea.code}/L1"
    for typed, lot in [
        ("bi dao", ""),
        (tea.code.lower(), ""),
        ("8930000000019", ""),
        (label, "L1"),
    ]:
        response = clerk.post(url("delivery_new"), new(shops, do="find", find=typed))

        shown = response.context["rows"].forms
        assert [row.listing for row in shown] == [tea], typed
        assert (shown[0]["lot_code"].value() or "") == lot
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("typed", ["8930000000018", "không có hàng này", "12"])
def test_what_is_not_found_is_said_in_words(clerk, shops, tea, typed):
    response = clerk.post(url("delivery_new"), new(shops, batch(tea), do="find", find=typed))

    assert response.status_code == 200
    assert len(response.context["not_found"]) > 20
    assert response.context["rows"].forms[0]["quantity"].value() == "1.200"


def test_several_that_fit_are_a_choice(clerk, shops, tea):
    other = factories.listing(factories.certified("Trà Bí đao túi"), at=shops.centre)

    page = clerk.post(url("delivery_new"), new(shops, do="find", find="tra bi"))
    picked = clerk.post(url("delivery_new"), new(shops, do="", pick=other.code))

    assert set(page.context["choices"]) == {tea, other}
    assert [row.listing for row in picked.context["rows"]] == [other]


def test_a_row_is_taken_off_and_the_others_stay(clerk, shops, tea):
    typed = [batch(tea, lot_code="A"), batch(tea, lot_code="B"), batch(tea, lot_code="C")]

    response = clerk.post(url("delivery_new"), new(shops, *typed, do="remove-1", note="sáng"))

    shown = response.context["rows"].forms
    assert [row["lot_code"].value() for row in shown] == ["A", "C"]
    assert response.context["form"]["note"].value() == "sáng"


def test_errors_stand_in_their_rows_and_nothing_typed_is_lost(clerk, shops, tea):
    typed = [batch(tea), batch(tea, quantity="1.5"), batch(tea, lot_code="", quantity="")]

    response = clerk.post(url("delivery_new"), new(shops, *typed, note="xe sáng"))

    assert response.status_code == 422
    assert [set(row.errors) for row in response.context["rows"]] == [
        set(),
        {"quantity"},
        {"quantity", "lot_code"},
    ]
    html = response.content.decode()
    for kept in ('value="1.5"', 'value="1.200"', "xe sáng", 'value="2099-12-31"'):
        assert kept in html
    assert not Delivery.objects.exists()


def test_a_rules_problems_stand_in_their_rows_too(clerk, shops, tea):
    other = factories.listing(at=shops.centre)
    typed = [batch(tea), batch(other), batch(tea, lot_code="X", best_before="2020-01-01")]

    response = clerk.post(url("delivery_new"), new(shops, *typed, do="announce"))

    shown = response.context["rows"].forms
    assert response.status_code == 422
    assert "chủ thể khác" in shown[1].non_field_errors()[0]
    assert set(shown[2].errors) == {"best_before"}


def test_without_an_agreement_the_terms_say_where_to_make_one(signed_in, shops):
    listing = factories.listing()
    admin = signed_in(Role.ADMINISTRATOR)

    response = admin.post(url("delivery_new"), new(shops, batch(listing)))

    assert "Hợp đồng ký gửi" in response.context["form"].errors["terms"][0]


@pytest.mark.parametrize("count", ["0", "200", "-3", "x", ""])
def test_a_damaged_row_count_is_no_crash(clerk, shops, tea, count):
    form = new(shops, batch(tea)) | {"lines-TOTAL_FORMS": count}

    assert clerk.post(url("delivery_new"), form).status_code == 422
    assert clerk.post(url("delivery_new"), form | {"do": "find"}).status_code == 200


def test_a_place_that_is_not_mine_is_no_choice(clerk, shops, tea):
    for place in (shops.foreign, shops.point):
        response = clerk.post(url("delivery_new"), new(shops, batch(tea), place=place.code))

        assert set(response.context["form"].errors) == {"place"}
        assert place.name not in response.content.decode()


def test_counted_with_a_difference_and_what_came_besides(clerk, shops, tea):
    delivery = factories.delivery(tea, 20, at=shops.centre)
    line = f"line-{delivery.lines.get().pk}"
    typed = {f"{line}-quantity": "18", f"{line}-best_before": "2099-12-31"}
    page = url("delivery_count", delivery.code)

    without = clerk.post(
        page, rows(batch(tea, lot_code="L10"), prefix="found", do="receive", **typed)
    )
    again = typed | {f"{line}-reason": "fewer_came", f"{line}-note": "thiếu 2"}
    answer = clerk.post(
        page, rows(batch(tea, lot_code="L10"), prefix="found", do="receive", **again)
    )

    assert without.status_code == 422
    assert set(without.context["counts"][0].errors) == {"reason"}
    assert 'value="18"' in without.content.decode()
    assert answer.status_code == 302
    shown = clerk.get(url("delivery", delivery.code)).content.decode()
    assert "thiếu 2" in shown
    assert Shelf.objects.get(place=shops.centre).on_hand == 10 + 18 + 1200


def test_a_row_for_what_came_besides_keeps_what_was_counted(clerk, shops, tea):
    delivery = factories.delivery(tea, 20, at=shops.centre)
    line = f"line-{delivery.lines.get().pk}"
    typed = {f"{line}-quantity": "mười", f"{line}-note": "ướt"}

    response = clerk.post(
        url("delivery_count", delivery.code), rows(prefix="found", do="add", **typed)
    )

    assert response.status_code == 200
    assert 'value="mười"' in response.content.decode()
    assert len(response.context["found"].forms) == 1


def test_a_delivery_that_ended_is_not_counted_again(clerk, shops, tea):
    delivery = factories.delivery(tea, 20, at=shops.centre)
    clerk.post(url("delivery_cancel", delivery.code))
    line = f"line-{delivery.lines.get().pk}"
    page = url("delivery_count", delivery.code)

    answer = clerk.post(
        page, rows(prefix="found", do="receive", **{f"{line}-quantity": "20"}), follow=True
    )

    assert clerk.get(page).status_code == 302
    assert answer.status_code == 422
    assert "đã hủy" in answer.content.decode()
    assert Shelf.objects.get(place=shops.centre).on_hand == 10


def test_papers_are_kept_and_come_back_as_a_download(clerk, shops, tea):
    delivery = factories.delivery(tea, at=shops.centre)
    papers = url("delivery_papers", delivery.code)

    bad = clerk.post(papers, {"papers": [SimpleUploadedFile("x.pdf", b"<svg>", "application/pdf")]})
    none = clerk.post(papers, {})
    good = clerk.post(papers, {"papers": [SimpleUploadedFile("Phiếu.pdf", PDF)]})

    assert (bad.status_code, none.status_code, good.status_code) == (422, 422, 302)
    paper = Paper.objects.get()
    answer = clerk.get(url("delivery_paper", delivery.code, paper.sha256))
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    other = factories.delivery(tea, at=shops.centre)
    assert clerk.get(url("delivery_paper", other.code, paper.sha256)).status_code == 404


def test_what_waits_comes_first_by_its_day_and_all_of_it_goes_to_excel(clerk, shops, tea):
    done = factories.delivery(tea, at=shops.centre)
    clerk.post(url("delivery_cancel", done.code))
    waits = factories.delivery(tea, at=shops.centre)
    factories.delivery(tea, at=shops.foreign)

    shown = clerk.get(url("deliveries")).context["page"].object_list
    book = load_workbook(BytesIO(clerk.get(url("deliveries") + "?as=xlsx").content))

    assert [one.pk for one in shown] == [waits.pk, done.pk]
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == [waits.code, done.code]
    only = clerk.get(url("deliveries") + "?state=cancelled").context["page"].object_list
    assert [one.pk for one in only] == [done.pk]


@pytest.mark.parametrize(
    "name", ["deliveries", "stock_value", "consignment_age", "losses", "blocked"]
)
def test_a_list_asks_no_more_for_more_rows(clerk, shops, tea, name, django_assert_max_num_queries):
    for _one in range(3):
        listing = factories.listing(at=shops.centre)
        factories.delivery(listing, at=shops.centre)

    with django_assert_max_num_queries(14):
        assert clerk.get(url(name)).status_code == 200


def test_a_page_of_a_delivery_asks_no_more_for_more_lines(
    clerk, shops, tea, django_assert_max_num_queries
):
    typed = [batch(tea, lot_code=f"N{number}") for number in range(20)]
    clerk.post(url("delivery_new"), new(shops, *typed, do="announce"))
    delivery = Delivery.objects.get()

    with django_assert_max_num_queries(16):
        assert len(clerk.get(url("delivery", delivery.code)).context["lines"]) == 20
    with django_assert_max_num_queries(16):
        assert len(clerk.get(url("delivery_count", delivery.code)).context["counts"]) == 20


@pytest.mark.parametrize(
    "typed", [{"find": "\0"}, {"find": "bi\0"}, {"pick": "a\0b"}, {"lines-0-article": "a\0b"}]
)
@pytest.mark.parametrize("do", ["find", "receive"])
def test_a_character_that_no_database_takes_is_no_crash(clerk, shops, tea, typed, do):
    body = new(shops, batch(tea), do=do) | typed

    assert clerk.post(url("delivery_new"), body).status_code in (200, 302, 422)
