"""A person settles the commune that a printed address leaves open."""

import pytest

from marketplace.audit.models import Line
from marketplace.catalogue.models import Card
from marketplace.certification.checks import CertificateRefused
from marketplace.certification.place_producer import place_producer
from marketplace.producers.models import Producer
from tests import factories

pytestmark = pytest.mark.django_db

PRINTED = "Thôn 2, xã Lát, tỉnh Lâm Đồng"


@pytest.fixture
def split():
    """A producer whose printed commune became two."""
    province = factories.province()
    new = [
        factories.commune("24848", "Lạc Dương", province),
        factories.commune("24853", "Nam Ban Lâm Hà", province),
    ]
    product = factories.certified()
    producer = product.producer
    Producer.objects.filter(pk=producer.pk).update(
        address=PRINTED, address_remark="split", unit=None, province=province
    )
    producer.refresh_from_db()
    return producer, new


def place(producer, commune, address=PRINTED):
    return place_producer(producer.code, commune=commune, address=address, actor_id=7)


def test_what_a_person_says_stands_with_the_address_as_printed(split):
    producer, (_lat, nam_ban) = split

    placed = place(producer, nam_ban.code)

    assert (placed.unit, placed.province, placed.address_remark) == (nam_ban, nam_ban.parent, "")
    assert placed.address == PRINTED
    line = Line.objects.get(action="certification.place_producer")
    assert (line.actor_id, line.subject) == (7, f"producer:{producer.code}")
    assert line.data == {"unit": nam_ban.pk, "was": None, "remark": "split"}
    assert "nam ban lam ha" in Card.objects.get().search


def test_the_same_word_twice_is_heard_once(split):
    producer, (lac_duong, _nam_ban) = split

    place(producer, lac_duong.code)
    place(producer, lac_duong.code)

    assert Line.objects.filter(action="certification.place_producer").count() == 1


def refused(call):
    with pytest.raises(CertificateRefused) as error:
        call()
    return error.value.codes


def test_only_a_commune_of_today_and_only_the_address_that_was_read(split):
    producer, (lac_duong, _nam_ban) = split

    assert refused(lambda: place(producer, "99999")) == ["no_commune"]
    assert refused(lambda: place(producer, lac_duong.code, "khác")) == ["changed_meanwhile"]
    assert Producer.objects.get(pk=producer.pk).unit is None


def test_never_into_a_province_that_has_the_name_already(split):
    producer, _new = split
    there = factories.commune("20194", "Hải Châu", factories.province("48", "Đà Nẵng"))
    other = factories.producer("Khác")
    Producer.objects.filter(pk=other.pk).update(folded=producer.folded, province=there.parent)

    assert refused(lambda: place(producer, there.code)) == ["name_taken"]
