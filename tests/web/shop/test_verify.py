"""The verification page and the badge other sites show."""

import pytest

from marketplace.certification.models import Certificate, StarPeriod
from tests import factories
from tests.web.shop import pages


@pytest.fixture
def code(shop):
    return shop.nuts.certified_product.code


def test_it_says_which_decision_for_what_and_until_when(shop, client, code):
    words = pages.main(client.get(f"/ocop/{code}/"))

    certificate = shop.nuts.certified_product.certificates.get()
    assert "OCOP 4 sao: giấy chứng nhận còn hiệu lực" in words
    assert f"Số quyết định {certificate.number}" in words
    assert "Cơ quan công nhận UBND tỉnh Lâm Đồng" in words
    assert "từ 05/08/2026 đến 05/08/2029" in words
    assert "Hạt Điều rang muối" in words
    assert shop.nuts.producer.name in words


def test_it_says_when_it_was_checked(shop, client, code, set_clock):
    set_clock("2026-11-22T09:05:00+07:00")

    assert "Kiểm tra lúc 09:05 22/11/2026" in pages.main(client.get(f"/ocop/{code}/"))


def test_it_carries_a_qr_code_to_itself(shop, client, code, settings):
    import segno

    settings.SITE_URL = "https://shop.example"
    source = client.get(f"/ocop/{code}/").content.decode()

    own = segno.make(f"https://shop.example/ocop/{code}/", error="m")
    assert own.svg_inline(border=1, omitsize=True) in source


def test_the_last_second_and_the_first_after(shop, client, code, set_clock):
    set_clock("2029-08-05T23:59:59+07:00")
    assert "OCOP 4 sao: giấy chứng nhận còn hiệu lực" in pages.main(client.get(f"/ocop/{code}/"))

    set_clock("2029-08-06T00:00:00+07:00")
    answer = client.get(f"/ocop/{code}/")
    words = pages.main(answer)
    assert "Hiện không có hạng sao nào còn hiệu lực" in words
    assert "Tình trạng gần nhất: Đã hết hạn" in words
    assert "OCOP 4 sao" not in words
    assert 'class="stars"' not in answer.content.decode()


def test_a_newer_decision_is_shown_first_and_the_old_one_stays(shop, client):
    product = shop.honey
    old = product.certificates.get()
    StarPeriod.objects.filter(certificate=old).delete()
    Certificate.objects.filter(pk=old.pk).update(state=Certificate.State.SUPERSEDED)
    newer = factories.award(product, stars=4, decided_on=old.decided_on.replace(month=9))

    words = pages.main(client.get(f"/ocop/{product.code}/"))

    assert "OCOP 4 sao: giấy chứng nhận còn hiệu lực" in words
    assert words.index(newer.number) < words.index(old.number)
    assert "Tất cả quyết định" in words


def test_an_unknown_code_says_that_it_proves_nothing(shop, client):
    answer = client.get("/ocop/ZZZZZZZZZZ/")

    assert answer.status_code == 404
    assert "Không có giấy chứng nhận nào mang mã này" in pages.main(answer)
    assert "không chứng minh được hạng sao" in pages.main(answer)


def test_the_badge_is_fresh_for_five_minutes_and_says_when(shop, client, code, set_clock):
    set_clock("2026-11-22T09:05:30+07:00")

    answer = client.get(f"/ocop/{code}/badge.svg")

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Cache-Control"] == "public, max-age=300"
    drawn = answer.content.decode()
    assert "OCOP 4 sao" in drawn
    assert "kiểm tra lúc 09:05 22/11/2026" in drawn


def test_what_has_not_changed_is_not_sent_again(shop, client, code, set_clock):
    set_clock("2026-11-22T09:05:00+07:00")
    etag = client.get(f"/ocop/{code}/badge.svg")["ETag"]

    set_clock("2026-11-22T13:40:00+07:00")
    same = client.get(f"/ocop/{code}/badge.svg", headers={"If-None-Match": etag})
    assert (same.status_code, same.content) == (304, b"")
    assert same["Cache-Control"] == "public, max-age=300"

    english = client.get(f"/en/ocop/{code}/badge.svg", headers={"If-None-Match": etag})
    assert english.status_code == 200

    set_clock("2029-08-06T00:00:00+07:00")
    later = client.get(f"/ocop/{code}/badge.svg", headers={"If-None-Match": etag})
    assert later.status_code == 200
    assert later["ETag"] != etag


@pytest.mark.parametrize(
    ("moment", "seconds"),
    [
        ("2029-08-05T23:54:59+07:00", 300),
        ("2029-08-05T23:58:00+07:00", 120),
        ("2029-08-05T23:59:59.500000+07:00", 0),
    ],
)
def test_a_copy_of_the_badge_never_outlasts_the_star(
    shop, client, code, set_clock, moment, seconds
):
    set_clock(moment)

    answer = client.get(f"/ocop/{code}/badge.svg")

    assert "OCOP 4 sao" in answer.content.decode()
    assert answer["Cache-Control"] == f"public, max-age={seconds}"


def test_after_the_last_day_the_badge_says_there_is_none(shop, client, code, set_clock):
    set_clock("2029-08-06T00:00:01+07:00")

    drawn = client.get(f"/ocop/{code}/badge.svg").content.decode()

    assert "Không có chứng nhận OCOP còn hiệu lực" in drawn
    assert "4 sao" not in drawn


def test_a_badge_of_nothing_is_not_found_and_has_no_star(shop, client):
    answer = client.get("/ocop/ZZZZZZZZZZ/badge.svg")

    assert answer.status_code == 404
    assert "Không có chứng nhận OCOP còn hiệu lực" in answer.content.decode()


def test_a_decision_below_three_stars_has_no_period(shop, client):
    product = factories.certified("Mứt dâu", stars=3)
    held = product.certificates.get()
    StarPeriod.objects.filter(certificate=held).delete()
    Certificate.objects.filter(pk=held.pk).update(stars=2)

    words = pages.main(client.get(f"/ocop/{product.code}/"))

    assert "Dưới 3 sao" in words
    assert held.number in words
    assert "Thời hạn" not in words
    assert "05/08/2029" not in words
