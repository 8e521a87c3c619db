"""The console about places: bad input stays in the form with a sentence; lists cost a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.accounts.models import Membership, Role
from marketplace.places.models import Place
from marketplace.places.supply import set_supplier
from tests import factories
from tests.listings.photos import photo
from tests.staff import make_person, make_shops

pytestmark = pytest.mark.django_db

LIST = "/quan-ly/dia-diem/"


@pytest.fixture
def shops():
    return make_shops()


@pytest.fixture
def officer(client, shops):
    client.force_login(make_person("canbo", Role.OFFICER, unit=shops.province))
    return client


def page(place, part=""):
    return f"{LIST}{place.code}/{part}"


def said(**changes):
    return {"name": "Trung tâm", "address": "", "phone": ""} | changes


def test_many_places_cost_no_more_queries_than_two(officer, shops):
    with CaptureQueriesContext(connection) as few:
        officer.get(LIST)
    for number in range(20):
        factories.place(f"Điểm {number}", seller=shops.centre.operator)
    with CaptureQueriesContext(connection) as many:
        answer = officer.get(LIST)

    assert len(many) == len(few)
    assert "22 dòng" in answer.content.decode()


def test_filters_and_the_excel_file_hold_only_own_places(officer, shops):
    listed = officer.get(f"{LIST}?q=đi").content.decode()
    assert "Điểm bán" in listed and "Nơi khác" not in listed and ">Trung tâm</a>" not in listed

    file = officer.get(f"{LIST}?as=xlsx")
    assert file["Content-Disposition"] == 'attachment; filename="places.xlsx"'


def test_what_cannot_be_is_said_beside_its_field_and_stays_there(officer, shops):
    body = said(name="Ai", phone="123", latitude="11,94", longitude="108")

    answer = officer.post(page(shops.centre, "sua/"), body)

    assert answer.status_code == 422
    said_back = answer.content.decode()
    assert "Ghi độ với dấu chấm" in said_back
    assert 'value="11,94"' in said_back
    answer = officer.post(page(shops.centre, "sua/"), body | {"latitude": "60"})
    assert answer.status_code == 422
    assert answer.content.decode().count('class="field-error"') == 3
    assert Place.objects.get(pk=shops.centre.pk).name == "Trung tâm"


def test_a_photo_comes_and_goes(officer, shops):
    shot = photo()
    shot.name = "anh.jpg"
    officer.post(page(shops.centre, "sua/"), said(photo=shot))
    assert Place.objects.get(pk=shops.centre.pk).photo_width == 100

    officer.post(page(shops.centre, "sua/"), said(no_photo="on"))
    assert Place.objects.get(pk=shops.centre.pk).photo_stem == ""


@pytest.mark.parametrize("written", ["7", "7:30", "25-26", "17-7", "7:60-8", "7-9, x", "-1-5"])
def test_times_that_are_none_are_said(officer, shops, written):
    answer = officer.post(page(shops.centre, "gio-mo-cua/"), {"day_1": written})

    assert answer.status_code == 422
    assert f'value="{written}"' in answer.content.decode()
    assert not shops.centre.hours.exists()


def test_times_are_read_as_people_write_them(officer, shops):
    officer.post(
        page(shops.centre, "gio-mo-cua/"), {"day_1": "7h30-11h30 , 13:30 – 17", "day_7": "0-24"}
    )

    found = [(row.weekday, row.opens, row.closes) for row in shops.centre.hours.all()]
    assert found == [(1, 450, 690), (1, 810, 1020), (7, 0, 1440)]


def test_a_ring_is_refused_with_its_names(officer, shops):
    set_supplier(shops.point, shops.centre, actor_id=None)

    answer = officer.post(page(shops.centre, "nguon-hang/"), {"supplied_by": shops.point.code})

    assert answer.status_code == 422
    assert "Trung tâm ← Điểm bán ← Trung tâm" in answer.content.decode()


def test_a_foreign_place_is_no_supplier(officer, shops):
    answer = officer.post(page(shops.centre, "nguon-hang/"), {"supplied_by": shops.foreign.code})

    assert answer.status_code == 422
    assert Place.objects.get(pk=shops.centre.pk).supplied_by is None


def test_a_place_with_goods_stays_open_and_says_how_many(officer, shops):
    factories.listing(at=shops.point, quantity=12)

    answer = officer.post(page(shops.point, "dong/"))

    assert answer.status_code == 422
    assert "Ở đó còn 12 đơn vị của 1 sản phẩm" in answer.content.decode()


def test_a_form_sent_twice_opens_one_place_and_only_in_the_own_province(officer, shops):
    form = {
        "client_key": "7b0f9f64-8f5c-4a3a-9b57-2f2f6f1d2c11",
        "kind": "sales_point",
        "operator": shops.centre.operator.code,
        "name": "Điểm mới",
        "unit": "Lạc Dương",
        "opened_on": "2026-11-22",
    }
    shops.centre.unit.search_names = " xa lac duong lam dong"
    shops.centre.unit.save()
    shops.foreign.unit.search_names = " phuong hai chau da nang"
    shops.foreign.unit.save()

    first, second = (officer.post(f"{LIST}moi/", form) for _ in range(2))
    abroad = officer.post(
        f"{LIST}moi/",
        form | {"unit": "hai chau", "client_key": "7b0f9f64-8f5c-4a3a-9b57-2f2f6f1d2c12"},
    )

    assert first.url == second.url
    assert abroad.status_code == 422
    assert Place.objects.filter(name="Điểm mới").count() == 1


def test_a_manager_lends_only_between_own_places(client, shops):
    clerk = make_person("nhanvien", Role.CLERK, place=shops.point)
    stranger = make_person("xa", Role.CLERK, place=shops.foreign)
    client.force_login(make_person("quanly", Role.CENTRE_MANAGER, place=shops.centre))
    set_supplier(shops.point, shops.centre, actor_id=None)
    form = {"target": shops.centre.code, "since": "2099-01-01", "until": "2099-01-02"}
    own, foreign = (Membership.objects.get(user=one).pk for one in (clerk, stranger))

    wrong = client.post("/quan-ly/cho-muon-nguoi/", form | {"clerk": foreign})
    abroad = client.post(
        "/quan-ly/cho-muon-nguoi/", form | {"clerk": own, "target": shops.foreign.code}
    )
    right = client.post("/quan-ly/cho-muon-nguoi/", form | {"clerk": own})

    assert (wrong.status_code, abroad.status_code, right.status_code) == (422, 422, 302)
    lent = Membership.objects.get(lent_from=shops.point)
    assert client.post("/quan-ly/cho-muon-nguoi/ket-thuc/", {"lent": "x"}).status_code == 404
    assert client.post("/quan-ly/cho-muon-nguoi/ket-thuc/", {"lent": lent.pk}).status_code == 302
    assert not Membership.objects.filter(lent_from__isnull=False).exists()


def test_what_is_said_of_the_end_of_a_lending_is_true(client, shops, set_clock):
    set_clock("2026-11-22T08:00:00+07:00")
    clerk = make_person("nhanvien", Role.CLERK, place=shops.point)
    officer = make_person("can-bo", Role.OFFICER, unit=shops.province)
    client.force_login(officer)
    today = clock.today()

    def ended(first, last):
        lent = Membership.objects.create(
            user=clerk,
            role=Role.CLERK,
            place=shops.centre,
            lent_from=shops.point,
            since=today + timedelta(days=first),
            until=today + timedelta(days=last),
        )
        page = client.post("/quan-ly/cho-muon-nguoi/ket-thuc/", {"lent": lent.pk}, follow=True)
        return [str(one) for one in page.context["messages"]]

    assert ended(-9, -5) == ["Việc cho mượn này đã kết thúc từ trước."]
    assert ended(3, 5) == ["Đã rút lại trước khi bắt đầu."]
    assert ended(-1, 2)[0].startswith("Hôm nay là ngày cuối")


def test_a_lending_between_foreign_places_is_nobodys_to_end(client, shops):
    clerk = make_person("xa", Role.CLERK, place=shops.foreign)
    lent = Membership.objects.create(
        user=clerk,
        role=Role.CLERK,
        place=factories.place("Nơi xa", unit=shops.foreign.unit),
        lent_from=shops.foreign,
        since=clock.today(),
        until=clock.today() + timedelta(days=3),
    )
    own = make_person("nhanvien", Role.CLERK, place=shops.point)
    appointment = Membership.objects.get(user=own)
    client.force_login(make_person("quanly", Role.CENTRE_MANAGER, place=shops.centre))

    for number in (lent.pk, appointment.pk):
        answer = client.post("/quan-ly/cho-muon-nguoi/ket-thuc/", {"lent": number})
        assert answer.status_code == 404
    until = lent.until
    lent.refresh_from_db()
    assert lent.until == until


def test_a_supplier_that_is_no_choice_of_mine_stays(officer, shops):
    set_supplier(shops.centre, shops.foreign, actor_id=None)
    form = officer.get(page(shops.centre, "nguon-hang/")).context["form"]
    assert form["supplied_by"].value() == shops.foreign.code
    assert f'value="{shops.foreign.code}" selected' in str(form["supplied_by"])

    officer.post(page(shops.centre, "nguon-hang/"), {"supplied_by": shops.foreign.code})

    assert Place.objects.get(pk=shops.centre.pk).supplied_by == shops.foreign
