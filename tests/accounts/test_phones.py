import pytest

from marketplace.accounts import phones


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        " 912345678 ",
        "84912345678",
        "+84912345678",
        "+84 (0) 912-345-678",
        "+840912345678",
        "0084 912 345 678",
        "０９１２３４５６７８",
        "tel:+84-912-345-678",
    ],
)
def test_every_spelling_of_a_mobile_is_one_number(typed):
    assert phones.e164(typed) == "+84912345678"


def test_a_landline_and_a_foreign_number_are_numbers_too():
    assert phones.e164("0263 3822 311") == "+842633822311"
    assert phones.e164("+1 650 253 0000") == "+16502530000"


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "09123", "0912 345 67", "0912 345 6789", "01681234567", "0912345678 / 0987654321"],
)
def test_what_nobody_can_be_called_on_is_refused(typed):
    assert not phones.is_phone(typed)
    with pytest.raises(ValueError, match="not a phone number"):
        phones.e164(typed)


def test_an_extension_is_refused_rather_than_dropped():
    assert not phones.is_phone("0912 345 678 ext 5")


def test_a_number_is_shown_as_people_write_it():
    assert phones.spoken("+84912345678") == "0912 345 678"
    assert phones.spoken("+16502530000") == "+1 650-253-0000"


def test_a_masked_number_keeps_three_digits():
    assert phones.masked("+84912345678") == "•••• 678"
    assert phones.masked("") == ""


def test_a_number_among_words_is_no_number():
    assert not phones.is_phone("gọi 0987 654 321")
    assert not phones.is_phone("0987 654 321 (nhà)")
    assert phones.is_phone("(098) 765-4321")
