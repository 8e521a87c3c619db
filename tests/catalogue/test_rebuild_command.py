import pytest
from django.core.management import call_command

from marketplace.catalogue.models import Card
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    factories.listing(factories.certified("Trà Bí đao", group="II"), price=58_000)
    factories.certified("Mật ong Bảo Lộc", group="I")
    call_command("rebuild_cards")


def test_cards_are_written_as_their_records_are(shop, capsys):
    written = list(Card.objects.order_by("name").values("name", "search", "price", "shelf"))
    Card.objects.filter(name="Trà Bí đao").update(name="?", search="?", price=1, shelf="VI")
    Card.objects.filter(name="Mật ong Bảo Lộc").delete()
    capsys.readouterr()

    call_command("rebuild_cards")

    assert list(Card.objects.order_by("name").values("name", "search", "price", "shelf")) == written
    assert [card["name"] for card in written] == ["Mật ong Bảo Lộc", "Trà Bí đao"]
    assert capsys.readouterr().out == "2 cards\n"


def test_an_empty_shop_has_none(capsys):
    call_command("rebuild_cards")

    assert capsys.readouterr().out == "0 cards\n"
