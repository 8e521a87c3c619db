import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from marketplace import text


def test_folding_takes_marks_and_case_and_keeps_words():
    assert text.fold("  Đèn LỒNG  -  Hội An ") == "den long hoi an"
    assert text.fold("hòa") == text.fold("hoà") == "hoa"
    assert text.fold("Ưu tư, ổi & ngựa") == "uu tu oi ngua"


@given(st.text())
def test_folding_does_not_care_how_letters_are_composed(anything):
    composed = unicodedata.normalize("NFC", anything)
    decomposed = unicodedata.normalize("NFD", anything)

    assert text.fold(composed) == text.fold(decomposed)
    assert text.fold(text.fold(anything)) == text.fold(anything)


def test_slugs_are_never_empty():
    assert text.slug("Nước mắm 40°") == "nuoc-mam-40"
    assert text.slug("***") == "x"
    assert text.slug("a " * 100) == "-".join("a" * 40)


def test_names_sort_as_a_vietnamese_dictionary_does():
    names = ["Đà Lạt", "Cà Mau", "Ân Thi", "An Giang", "Ba Vì", "Cẩm Lệ", "Dầu Tiếng", "Ăn Lạc"]

    assert sorted(names, key=text.sort_key) == [
        "An Giang",
        "Ăn Lạc",
        "Ân Thi",
        "Ba Vì",
        "Cà Mau",
        "Cẩm Lệ",
        "Dầu Tiếng",
        "Đà Lạt",
    ]


def test_dong_reads_as_people_write_it():
    assert text.dong(125000) == "125.000\u00a0₫"
    assert text.dong(0) == "0\u00a0₫"
    assert text.dong(9_999_999_999) == "9.999.999.999\u00a0₫"
