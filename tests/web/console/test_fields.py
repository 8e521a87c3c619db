import pytest
from django.core.exceptions import ValidationError

from marketplace.web.console.fields import DongField, GramsField, UnitsField


@pytest.mark.parametrize(
    ("typed", "dong"),
    [
        ("125000", 125_000),
        ("125.000", 125_000),
        ("125 000", 125_000),
        ("125.000 ₫", 125_000),
        ("125.000\u00a0₫", 125_000),
        ("125000đ", 125_000),
        ("1.250.000 VNĐ", 1_250_000),
        (" 99.000 đồng ", 99_000),
    ],
)
def test_a_price_is_read_as_people_write_it(typed, dong):
    assert DongField().clean(typed) == dong


@pytest.mark.parametrize(
    "typed", ["1.5", "12.50", "125,5", "125.0000", "1.25.000", "-5000", "1e5", "free", "1,25 triệu"]
)
def test_a_price_that_could_mean_two_things_is_refused(typed):
    with pytest.raises(ValidationError) as refused:
        DongField().clean(typed)

    assert refused.value.code == "unreadable"


@pytest.mark.parametrize(("typed", "units"), [("12", 12), ("1.200", 1200), ("1 200", 1200)])
def test_units_are_whole_numbers(typed, units):
    assert UnitsField().clean(typed) == units


@pytest.mark.parametrize("typed", ["1.5", "1,5", "12 hộp", "-1"])
def test_anything_else_is_no_number_of_units(typed):
    with pytest.raises(ValidationError):
        UnitsField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("500", 500),
        ("1.200", 1200),
        ("500 g", 500),
        ("250gam", 250),
        ("1 kg", 1000),
        ("0,5 kg", 500),
        ("1,25kg", 1250),
        ("0,125 kg", 125),
    ],
)
def test_a_weight_comes_out_in_grams(typed, grams):
    assert GramsField().clean(typed) == grams


@pytest.mark.parametrize("typed", ["0,5", "0,5 g", "0.5 kg", "1,2345 kg", "nặng"])
def test_a_weight_that_could_be_a_slip_is_refused(typed):
    with pytest.raises(ValidationError):
        GramsField().clean(typed)


def test_an_empty_optional_figure_is_nothing():
    assert UnitsField(required=False).clean("") is None
