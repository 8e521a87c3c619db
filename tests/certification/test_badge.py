"""The badge: drawn from a star that holds now, readable by everybody, never from strange text."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from django.utils import translation

from marketplace import clock
from marketplace.certification.badge import Badge, badge_for, picture, stars_svg
from tests import factories

SVG = "{http://www.w3.org/2000/svg}"
CHECKED = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)  # half past midnight in Viet Nam


@pytest.fixture(autouse=True)
def vietnamese():
    with translation.override("vi"):
        yield


def badge(**fields):
    values = {
        "code": "ABC",
        "stars": 4,
        "product": "Mật ong",
        "producer": "Hợp tác xã",
        "number": "1234/QĐ-UBND",
        "decided_on": date(2024, 2, 29),
        "authority": "UBND tỉnh Lâm Đồng",
        "last_day": date(2027, 2, 28),
        "until": clock.day_end(date(2027, 2, 28)),
        "is_expiring": False,
    }
    return Badge(**values | fields)


@pytest.mark.django_db
def test_the_badge_says_which_decision_and_until_when():
    product = factories.certified("Mật ong hoa cà phê", stars=4, decided_on=date(2024, 2, 29))
    certificate = product.certificates.get()

    found = badge_for(product.pk, datetime(2026, 8, 1, tzinfo=UTC))

    assert found == badge(
        code=product.code,
        product="Mật ong hoa cà phê",
        producer=product.producer.name,
        number=certificate.number,
    )
    assert (found.level, found.valid_until) == ("OCOP 4 sao", "có giá trị đến 28/02/2027")
    assert badge_for(product.pk, datetime(2026, 9, 1, tzinfo=UTC)).is_expiring


@pytest.mark.parametrize("stars", [3, 4, 5])
def test_a_row_of_stars_is_read_out_as_words(stars):
    drawn = ElementTree.fromstring(stars_svg(stars))

    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == f"OCOP {stars} sao"
    assert len(drawn.findall("path")) == stars
    assert [path.get("class") for path in drawn] == ["star"] * stars


@pytest.mark.parametrize("stars", [3, 4, 5])
def test_the_picture_is_accessible_and_complete(stars):
    drawn = ElementTree.fromstring(picture(badge(stars=stars), CHECKED))

    words = (
        f"OCOP {stars} sao. 1234/QĐ-UBND · UBND tỉnh Lâm Đồng. "
        "cấp ngày 29/02/2024 · có giá trị đến 28/02/2027. kiểm tra lúc 00:30 23/11/2026"
    )
    assert drawn.tag == f"{SVG}svg"
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == drawn.find(f"{SVG}title").text == words
    assert len(drawn.findall(f"{SVG}path")) == stars
    assert ". ".join(text.text for text in drawn.findall(f"{SVG}text")) == words


def test_without_a_star_the_picture_has_none():
    drawn = ElementTree.fromstring(picture(None, CHECKED))

    assert drawn.get("role") == "img"
    assert drawn.find(f"{SVG}title").text == (
        "Không có chứng nhận OCOP còn hiệu lực. kiểm tra lúc 00:30 23/11/2026"
    )
    assert drawn.findall(f".//{SVG}path") == []
    assert "sao" not in picture(None, CHECKED)


def test_text_of_a_decision_is_text_and_never_markup():
    strange = "<script>alert(1)</script> \"a\" 'b' & c"
    drawn = ElementTree.fromstring(picture(badge(authority=strange, number=strange), CHECKED))

    assert strange in drawn.get("aria-label")
    assert f"{strange} · {strange}" in [text.text for text in drawn.findall(f"{SVG}text")]
    assert {element.tag for element in drawn.iter()} == {
        f"{SVG}{tag}" for tag in ("svg", "title", "rect", "path", "text")
    }


def test_the_picture_speaks_english_too():
    with translation.override("en"):
        drawn = picture(badge(), CHECKED)

    assert "OCOP 4 stars" in drawn
    assert "valid until 28/02/2027" in drawn
    assert "checked at 00:30 23/11/2026" in drawn


def test_the_same_badge_at_the_same_moment_is_the_same_picture():
    assert picture(badge(), CHECKED) == picture(badge(), CHECKED)
