import pytest

from marketplace import clock
from marketplace.catalogue import synonyms
from marketplace.catalogue.search import Search, search
from tests import factories


def test_known_names_stay_together_the_longest_first():
    found = synonyms.terms(["dong", "trung", "ha", "thao", "ca", "phe", "sach"])

    assert [term.words for term in found] == ["dong trung ha thao", "ca phe", "sach"]
    assert found[1].others == ("coffee", "cafe", "caphe")


def test_every_name_stands_once():
    names = [name for line in synonyms.SAME for name in line]

    assert len(names) == len(set(names))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ca phe", "Coffee rang xay"),
        ("cà phê rang", "Coffee rang xay"),
        ("mac ca", "Hạt Macadamia"),
        ("macca", "Hạt Macadamia"),
        ("tea", "Chè Shan"),
        ("trà shan", "Chè Shan"),
    ],
)
def test_a_thing_is_found_by_its_other_names(typed, name):
    place = factories.place()
    for one in ("Coffee rang xay", "Hạt Macadamia", "Chè Shan", "Trang trí tre", "Cheo leo"):
        factories.listing(factories.certified(one), at=place)

    found = search(Search(text=typed), clock.now())

    assert [card.name for card in found.cards] == [name]
    assert not found.corrected


@pytest.mark.django_db
def test_other_names_count_only_as_whole_words():
    place = factories.place()
    for one in ("Trang trí tre", "Cheo leo", "Chè Shan"):
        factories.listing(factories.certified(one), at=place)

    assert [card.name for card in search(Search(text="tea"), clock.now()).cards] == ["Chè Shan"]
