"""Certificates by hand in a browser: asked for on a phone, confirmed by somebody else; every screen of it."""

from datetime import date, datetime

import pytest

from marketplace import clock
from marketplace.certification import by_hand
from marketplace.certification.by_hand import Asking
from marketplace.certification.checks import Ground
from marketplace.certification.shown import shown_at
from tests import factories
from tests.browser.screens import LANGUAGES, sign_in
from tests.staff import make_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def office(live_shop):
    """Two officers, a certificate about to end, one revoked, one that prints another day."""
    from marketplace.accounts.models import Role

    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    province = factories.province()
    for name in ("thu", "an"):
        make_person(name, Role.OFFICER, unit=province)
    ends = factories.certified("Trà Bí đao túi lọc", stars=4, decided_on=date(2023, 11, 30))
    revoked = factories.certified("Mắc ca sấy nứt vỏ", decided_on=date(2025, 3, 1))
    other = factories.certified("Cà phê bột", decided_on=date(2025, 3, 1))
    certificates = [one.certificates.get() for one in (ends, revoked, other)]
    by_hand.revoke(
        Asking(actor_id=1, reason="Thanh tra phát hiện nhãn sai", client_key="r"),
        certificates[1],
        day=date(2026, 11, 20),
        number="412/QĐ-UBND",
        ground=Ground.LAW,
    )
    by_hand.correct(
        Asking(actor_id=1, reason="Giấy in 31/12/2027", client_key="c"),
        certificates[2],
        {"printed_last_day": date(2027, 12, 31), "stars": 4},
    )
    return live_shop, certificates


def test_one_asks_for_an_extension_and_another_confirms_it(office, page):
    shop, (ends, _revoked, _other) = office
    sign_in(page, shop, "thu")
    page.get_by_role("link", name="Giấy chứng nhận", exact=True).click()
    page.select_option("[name=state]", "due")
    page.get_by_role("button", name="Xem").click()
    page.get_by_role("link", name="Trà Bí đao túi lọc").click()
    page.get_by_role("link", name="Gia hạn").click()
    page.fill("[name=extended_until]", "2027-05-30")
    page.fill("[name=reason]", "Chưa kịp đánh giá lại, công văn 12")
    page.get_by_role("button", name="Đề nghị gia hạn").click()
    assert page.get_by_text("nhiều nhất 180 ngày").first.is_visible()  # 181 days
    page.fill("[name=extended_until]", "2027-05-29")
    page.get_by_role("button", name="Đề nghị gia hạn").click()
    assert page.get_by_text("cần người khác xác nhận").first.is_visible()
    assert page.get_by_role("button", name="xác nhận").count() == 0
    address = page.url
    page.context.clear_cookies()

    sign_in(page, shop, "an")
    page.goto(address)
    page.get_by_role("button", name="Đã đối chiếu với giấy: xác nhận").click()
    page.get_by_text("từ bây giờ danh bạ ghi như vậy").wait_for()

    page.get_by_role("link", name="Trà Bí đao túi lọc").click()
    page.fill("[name=day]", "2027-05-29")
    page.fill("[name=time]", "23:59:59")
    page.get_by_role("button", name="Xem").click()
    assert page.get_by_text("OCOP 4 sao").first.is_visible()
    line = shown_at(ends.certified_product_id, clock.day_end(date(2027, 5, 29)))
    assert line is None
    shop.move_clock(
        datetime(2026, 12, 1, tzinfo=clock.LOCAL)
    )  # the first second after its last day
    page.goto(f"{shop.url}ocop/{ends.certified_product.code}/")
    assert page.get_by_text("Được gia hạn đến 29/05/2027").first.is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(office, walk, language):
    shop, (ends, revoked, other) = office
    from marketplace.certification.models import Proposal

    waits = Proposal.objects.get(state="waiting")
    addresses = {
        "certificates": "chung-nhan/",
        "certificates-due": "chung-nhan/?state=due",
        "certificates-none": "chung-nhan/?state=extended",
        "product": f"san-pham/{revoked.certified_product.code}/",
        "product-shown": f"san-pham/{revoked.certified_product.code}/?day=2026-11-20&time=08:00:00",
        "correct": f"chung-nhan/{other.code}/sua/",
        "extend": f"chung-nhan/{ends.code}/gia-han/",
        "revoke": f"chung-nhan/{ends.code}/thu-hoi/",
        "restore": f"chung-nhan/{revoked.code}/bo-thu-hoi/",
        "award": "chung-nhan/them/",
        "proposals": "de-nghi/",
        "proposal": f"de-nghi/{waits.code}/",
    }
    look = walk(shop, language, "by-hand", by="an")
    for name, address in addresses.items():
        look.open(f"quan-ly/{address}")
        look.at(name)

    assert look.wrong == []
