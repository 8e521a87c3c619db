"""Centres and sales points: the list, the map and the page of one."""

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings

from marketplace import clock
from marketplace.places.hours import Stretch, set_hours
from marketplace.places.models import Outline, Place, Unit
from marketplace.places.recognise import recognise
from marketplace.places.service_area import set_served
from tests import factories
from tests.web.shop import pages

SUNDAY = "2026-11-22T09:00:00+07:00"


@pytest.fixture
def shop(db, set_clock):
    """Three places in a row from north to south; honey at the middle one, open on Sundays."""
    set_clock(SUNDAY)
    seller = factories.operator()
    province = factories.province()
    made = {}
    for key, name, latitude, kind in (
        ("north", "Trung tâm Bắc", "12.5", "provincial_centre"),
        ("middle", "Điểm Giữa", "11.5", "sales_point"),
        ("south", "Điểm Nam", "10.6", "sales_point"),
    ):
        made[key] = factories.place(
            name, seller=seller, kind=kind, latitude=Decimal(latitude), longitude=Decimal("108.0")
        )
    set_hours(made["middle"], [Stretch(7, 420, 720)], actor_id=None)
    set_hours(made["north"], [Stretch(1, 450, 690)], actor_id=None)
    unit = factories.commune("22945", "Phan Thiết")
    Unit.objects.filter(pk=unit.pk).update(
        latitude="10.7", longitude="108.0", search_names=" phuong phan thiet lam dong"
    )
    made["honey"] = factories.listing(factories.certified("Mật ong", stars=4), at=made["middle"])
    made["province"] = province
    return made


def address(place):
    return f"/diem-ban/{place.slug}-{place.code}/"


def names(response):
    found = pages.re.findall(
        r'<h3 class="card-name"><a href="[^"]*">(.*?)</a>', response.content.decode()
    )
    return [pages.html.unescape(name) for name in found]


def test_centres_come_first_and_a_commune_turns_the_list_round(shop, client):
    assert names(client.get("/diem-ban/")) == ["Trung tâm Bắc", "Điểm Giữa", "Điểm Nam"]

    near = client.get("/diem-ban/?gan=phan thiet")

    assert names(near) == ["Điểm Nam", "Điểm Giữa", "Trung tâm Bắc"]
    assert "11\u00a0km" in pages.main(near)  # a tenth of a degree
    assert names(client.get("/diem-ban/?gan=22945")) == names(near)


def test_a_position_by_post_turns_it_round_and_stands_nowhere(shop, client):
    answer = client.post("/diem-ban/", {"lat": "10.61", "lng": "108.001"})

    assert names(answer)[0] == "Điểm Nam"
    assert "10.61" not in answer.content.decode()
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize(
    ("lat", "lng", "said"),
    [
        ("", "", "Không đọc được vị trí"),
        ("nan", "1e9", "Không đọc được vị trí"),
        ("48.85", "2.35", "không ở Việt Nam"),
    ],
)
def test_a_position_that_is_none_is_said(shop, client, lat, lng, said):
    answer = client.post("/diem-ban/", {"lat": lat, "lng": lng})

    assert answer.status_code == 200
    assert said in pages.main(answer)
    assert len(names(answer)) == 3


def test_filters_by_kind_hours_province_and_article(shop, client):
    other = factories.commune("20194", "Hải Châu", factories.province("48", "Đà Nẵng"))
    Place.objects.filter(pk=shop["north"].pk).update(unit=other)

    assert names(client.get("/diem-ban/?loai=diem-ban")) == ["Điểm Giữa", "Điểm Nam"]
    assert names(client.get("/diem-ban/?mo=1")) == ["Điểm Giữa"]
    assert names(client.get("/diem-ban/?tinh=da-nang")) == ["Trung tâm Bắc"]
    assert names(client.get(f"/diem-ban/?hang={shop['honey'].code}")) == ["Điểm Giữa"]
    assert len(names(client.get("/diem-ban/?loai=x&hang=y&trang=z&mo=2"))) == 3
    assert "Không có điểm nào phù hợp" in pages.main(
        client.get("/diem-ban/?loai=trung-tam-tinh&mo=1")
    )


def test_what_nobody_is_called_is_said_and_stays_in_the_field(shop, client):
    answer = client.get("/diem-ban/?gan=<b>zz")

    assert "Không có xã, phường nào tên “<b>zz”" in pages.main(answer)
    assert 'value="&lt;b&gt;zz"' in answer.content.decode()


def test_many_places_cost_no_more_queries_than_three(shop, client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get("/diem-ban/?gan=22945")
    for number in range(30):
        place = factories.place(f"Điểm {number}", seller=shop["north"].operator)
        set_hours(place, [Stretch(7, 420, 720)], actor_id=None)
    with CaptureQueriesContext(connection) as many:
        answer = client.get("/diem-ban/?gan=22945")

    assert len(many) == len(few)
    assert len(names(answer)) == 24
    assert len(names(client.get("/diem-ban/?trang=2"))) == 9


def test_the_map_leads_to_places_and_counts_those_that_lie_close(shop, client):
    Outline.objects.create(unit=shop["province"], path="M220 440l30 0 0 90z")

    country = spots(client.get("/diem-ban/"))
    assert country == [
        ("/diem-ban/?tinh=lam-dong", "Trung tâm Bắc, Điểm Giữa"),
        (address(shop["south"]), "Điểm Nam"),
    ]
    province = client.get("/diem-ban/?tinh=lam-dong")
    assert [label for _url, label in spots(province)] == ["Trung tâm Bắc", "Điểm Giữa", "Điểm Nam"]
    assert 'class="chosen" d="M220 440l30 0 0 90z"' in province.content.decode()


def spots(response):
    """Where each spot of the map leads, and what it is called."""
    found = pages.re.findall(
        r'<a href="([^"]+)" aria-label="([^"]+)"><title>', response.content.decode()
    )
    return [(url, pages.html.unescape(label)) for url, label in found]


def test_a_place_says_all_that_is_known_of_it(shop, client):
    place = shop["middle"]
    Place.objects.filter(pk=place.pk).update(phone="+842633822222", address="1 Trần Phú")
    recognise(
        place,
        number="12/QĐ-UBND",
        decided_on=date(2026, 3, 2),
        authority="UBND tỉnh Lâm Đồng",
        valid_until=date(2026, 6, 1),
        actor_id=None,
    )
    set_served(place, [shop["province"]], actor_id=None)

    answer = client.get(address(place))

    said = pages.main(answer)
    assert "Đang mở cửa, đến 12:00" in said
    assert "12/QĐ-UBND, UBND tỉnh Lâm Đồng" in said
    assert "02/03/2026" in said and "01/06/2026" in said
    assert "hiện không có hiệu lực" in said
    assert "Phục vụ Tỉnh Lâm Đồng" in said
    assert 'href="tel:+842633822222"' in answer.content.decode()
    assert pages.card_names(answer) == ["Mật ong"]
    assert "OCOP 4 sao" in said
    data = pages.structured(answer)
    assert (data["@type"], data["telephone"]) == ("Store", "+842633822222")
    assert data["url"] == settings.SITE_URL + address(place)
    assert data["openingHoursSpecification"][0]["dayOfWeek"] == "https://schema.org/Sunday"


def test_a_star_that_ended_is_not_shown_at_the_place(shop, client, set_clock):
    set_clock("2029-08-06T00:00:00+07:00")

    answer = client.get(address(shop["middle"]))

    assert pages.card_names(answer) == ["Mật ong"]
    assert "4 sao" not in pages.main(answer)


def test_a_closed_place_keeps_its_page_and_leaves_the_list(shop, client):
    Place.objects.filter(pk=shop["middle"].pk).update(closed_on=date(2026, 10, 31))

    answer = client.get(address(shop["middle"]))

    assert answer.status_code == 200
    assert "ngày cuối là 31/10/2026" in pages.main(answer)
    assert pages.card_names(answer) == []
    assert "Điểm Giữa" not in names(client.get("/diem-ban/"))
    assert names(client.get(f"/diem-ban/?hang={shop['honey'].code}")) == []


def test_an_old_name_leads_to_the_new_address_and_an_unknown_code_to_nothing(shop, client):
    place = shop["middle"]

    assert client.get(f"/diem-ban/ten-cu-{place.code}/").url == address(place)
    assert client.get("/diem-ban/x-ZZZZZZZZZZ/").status_code == 404


def test_products_of_a_place_and_the_way_there_from_a_product(shop, client):
    factories.listing(factories.certified("Trà", stars=3), at=shop["south"])
    here = client.get(f"/san-pham/?diem={shop['middle'].code}")

    assert pages.card_names(here) == ["Mật ong"]
    assert "Còn hàng tại Điểm Giữa" in pages.main(here)
    assert len(pages.card_names(client.get("/san-pham/?diem=ZZZZZZZZZZ"))) == 2
    product = client.get(f"/san-pham/{shop['honey'].slug}-{shop['honey'].code}/")
    assert f'href="{address(shop["middle"])}"' in product.content.decode()


def test_a_closed_hour_says_when_it_opens(shop, client):
    assert "mở lúc 07:30 ngày mai" in pages.main(client.get(address(shop["north"])))
    assert "gọi trước khi đến" in pages.main(client.get(address(shop["south"])))
    assert clock.today() == date(2026, 11, 22)
