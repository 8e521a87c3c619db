"""Which of one's places can sell which product of the province."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.places.supply import set_supplier
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods(shops):
    """Honey stands at the centre, which supplies the point; tea only in another province."""
    set_supplier(shops.point, shops.centre, actor_id=None)
    return (
        factories.listing(factories.certified("Mật ong"), at=shops.centre),
        factories.listing(factories.certified("Trà"), at=shops.foreign),
    )


@pytest.fixture
def manager(signed_in, shops, goods):
    return signed_in(Role.CENTRE_MANAGER, place=shops.centre)


def cells(response):
    return {
        row["product"].name: [cell["reach"] for cell in row["cells"]]
        for row in response.context["rows"]
    }


def test_a_centre_sees_itself_and_the_points_it_supplies(manager, shops):
    response = manager.get(reverse("console:assortment"))

    assert [share.place for share in response.context["shares"]] == [shops.centre, shops.point]
    assert [share.percent for share in response.context["shares"]] == [50, 50]
    assert cells(response) == {
        "Mật ong": ["stocked", "orderable"],
        "Trà": ["missing", "missing"],
    }


def test_a_clerk_sees_only_the_place_they_work_at(signed_in, shops, goods):
    clerk = signed_in(Role.CLERK, place=shops.point)

    response = clerk.get(reverse("console:assortment"))

    assert [share.place for share in response.context["shares"]] == [shops.point]
    assert "Trung tâm" not in response.content.decode()


def test_only_what_is_missing_somewhere_keeps_the_shares(manager):
    response = manager.get(reverse("console:assortment"), {"reach": "missing"})

    assert list(cells(response)) == ["Trà"]
    assert [share.percent for share in response.context["shares"]] == [50, 50]


def test_the_province_in_the_address_is_one_of_ones_own(manager, shops):
    foreign = shops.foreign.unit.parent

    response = manager.get(reverse("console:assortment"), {"province": foreign.code})

    assert response.context["province"] == shops.province
    assert shops.foreign.name not in response.content.decode()


def test_the_file_says_shares_and_words(manager):
    response = manager.get(reverse("console:assortment"), {"as": "xlsx"})

    rows = list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    assert rows[0][3:] == ("Trung tâm", "Điểm bán")
    assert rows[1][3:] == (50, 50)
    assert [(row[1], *row[3:]) for row in rows[2:]] == [
        ("Mật ong", "có hàng", "đặt được"),
        ("Trà", "thiếu", "thiếu"),
    ]


def test_a_product_taken_off_sale_is_missing_everywhere(manager, goods):
    honey, tea = goods
    tea.state = tea.State.PAUSED
    tea.save(update_fields=["state"])

    response = manager.get(reverse("console:assortment"))

    assert cells(response)["Trà"] == ["missing", "missing"]
    assert "Chưa bán" in response.content.decode()
    assert [share.percent for share in response.context["shares"]] == [50, 50]


def test_where_nothing_is_asked_for_no_share_is_claimed(signed_in, shops):
    manager = signed_in(Role.CENTRE_MANAGER, place=shops.centre)

    page = manager.get(reverse("console:assortment")).content.decode()

    assert "<strong>–</strong>" in page
    assert "100%" not in page
