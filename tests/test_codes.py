from hypothesis import given
from hypothesis import strategies as st

from marketplace import codes

letters = st.sampled_from(codes.ALPHABET)


def test_a_new_code_is_a_code_and_no_two_are_alike():
    made = {codes.new_code() for _ in range(1000)}

    assert len(made) == 1000
    assert all(codes.is_code(code) for code in made)


@given(st.integers(0, 9), letters)
def test_one_wrong_character_is_found(place, letter):
    code = codes.new_code()
    wrong = code[:place] + letter + code[place + 1 :]

    assert codes.is_code(wrong) == (wrong == code)


@given(st.integers(0, 8))
def test_two_swapped_neighbours_are_found(place):
    code = codes.new_code()
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert codes.is_code(swapped) == (swapped == code)


def test_what_a_person_types_is_cleaned():
    assert codes.clean(" ab2c-d3ef 9x ") == "AB2CD3EF9X"
    assert not codes.is_code("short")
    assert not codes.is_code("0000000000")
