import pytest
from django.db import IntegrityError, transaction

from marketplace import codes
from marketplace.audit.models import Line
from marketplace.places.models import Party
from marketplace.producers.models import Producer
from marketplace.producers.register import Location, NewProducer, kind_of, register, relocate
from tests import factories

NOWHERE = Location("", "unknown", None, None)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Hợp tác xã Nông nghiệp xanh Quảng Trực", "cooperative"),
        ("HTX Măng Trúc", "cooperative"),
        ("Tổ hợp tác trồng sen", "cooperative_group"),
        ("Công ty TNHH Seagull", "company"),
        ("CTCP Viên Sơn", "company"),
        ("Chi nhánh Công ty TNHH Nông Nghiệp Ceres", "company"),
        ("Doanh nghiệp tư nhân Sen Quê", "private_enterprise"),
        ("Hộ kinh doanh Chu Thị Nguyệt", "household"),
        ("Cơ sở sản xuất tinh bột nghệ Hải Hoa", "workshop"),
        ("Hội quán Cù Lao", "other"),
        ("HTXanh", "other"),
    ],
)
def test_the_name_says_the_legal_form(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.django_db
def test_a_producer_is_entered_with_its_party() -> None:
    commune = factories.commune()
    where = Location("Thôn 2, xã Lạc Dương", "", commune.pk, commune.parent_id)
    new = NewProducer("Hợp tác xã Đá Nhảy", where)

    register([new], actor_id=7)

    made = Producer.objects.get(pk=new.id)
    assert (made.name, made.folded, made.slug) == (
        "Hợp tác xã Đá Nhảy",
        "hop tac xa da nhay",
        "hop-tac-xa-da-nhay",
    )
    assert (made.address, made.unit, made.province) == (
        "Thôn 2, xã Lạc Dương",
        commune,
        commune.parent,
    )
    assert codes.is_code(made.code)
    assert made.party.kind == Party.Kind.PRODUCER
    line = Line.objects.get(action="producers.register")
    assert (line.actor_id, line.subject) == (7, f"producer:{made.code}")


@pytest.mark.django_db
def test_the_same_name_in_the_same_province_is_refused_by_the_database() -> None:
    register([NewProducer("HTX A", NOWHERE)], actor_id=None)

    with pytest.raises(IntegrityError, match="producer_once_a_province"), transaction.atomic():
        register([NewProducer("htx  a", NOWHERE)], actor_id=None)


@pytest.mark.django_db
def test_a_producer_is_moved_to_its_corrected_address() -> None:
    new = NewProducer("HTX A", NOWHERE)
    register([new], actor_id=None)
    commune = factories.commune()

    relocate({new.id: Location("Thôn 3", "", commune.pk, commune.parent_id)}, actor_id=None)

    made = Producer.objects.get()
    assert (made.address, made.address_remark, made.unit) == ("Thôn 3", "", commune)
    assert Line.objects.filter(action="producers.relocate").count() == 1
