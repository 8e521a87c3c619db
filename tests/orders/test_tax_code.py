import pytest

from marketplace.orders.tax_code import is_tax_code, tidy


@pytest.mark.parametrize(
    "written", ["0100109106", "0100109106-001", "0100 109 106 001", "0100109106001", "068099000123"]
)
def test_what_can_be_one(written):
    assert is_tax_code(tidy(written))


@pytest.mark.parametrize(
    "written",
    [
        *("", "x", "0100109107", "0100109106-01", "100109106", "01001091060", "0100109106-0011"),
        *("000099000123", "097099000123", "٠١٠٠١٠٩١٠٦"),
    ],
)
def test_what_can_not(written):
    assert not is_tax_code(tidy(written))


def test_a_wrong_or_swapped_digit_is_found():
    right = "0100109106"
    for place in range(10):
        others = set("0123456789") - {right[place]}
        wrong = [right[:place] + digit + right[place + 1 :] for digit in others]
        assert not any(is_tax_code(one) for one in wrong if one != right), place


def test_a_branch_is_written_with_its_hyphen():
    assert tidy(" 0100109106 001 ") == "0100109106-001"
