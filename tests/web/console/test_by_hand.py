"""Changes by hand as two people type them."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.certification.models import Certificate, Proposal
from tests import factories
from tests.staff import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_22nd_of_november_2026(set_clock):
    set_clock("2026-11-22T09:00:00+07:00")


@pytest.fixture
def officer(signed_in):
    return signed_in(Role.OFFICER, unit=factories.province())


@pytest.fixture
def certificate():
    return factories.certified("Trà", decided_on=date(2023, 11, 30)).certificates.get()


def second(client):
    """The same browser, with somebody else before it."""
    client.force_login(make_person("nguoi-thu-hai", Role.ADMINISTRATOR))
    return client


def post(client, name, code="", **body):
    kwargs = {"code": code} if code else {}
    values = {"client_key": uuid.UUID(int=7), "reason": "Văn bản <b>5</b>"} | body
    return client.post(reverse(f"console:{name}", kwargs=kwargs), values)


PAPER = {
    "stars": "4",
    "score": "71,25",
    "number": "77/QĐ-UBND",
    "decided_on": "2026-11-01",
    "authority": "UBND tỉnh Lâm Đồng",
    "source_level": "A",
    "printed_last_day": "",
}


def test_a_new_certificate_goes_from_one_person_to_the_other(officer):
    factories.commune()
    named = {"product": "Cà phê", "producer": "HTX Mới", "address": "xã Lạc Dương, Lâm Đồng"}
    answer = post(officer, "award", **PAPER, **named, group="2023:I")
    one = Proposal.objects.get()
    assert answer.url == reverse("console:proposal", kwargs={"code": one.code})
    page = officer.get(answer.url).content.decode()
    assert "Văn bản &lt;b&gt;5&lt;/b&gt;" in page
    assert "cần người khác xác nhận" in page and "Đã đối chiếu với giấy" not in page

    page = second(officer).get(answer.url).content.decode()
    assert "Đã đối chiếu với giấy: xác nhận" in page
    post(officer, "confirm_proposal", one.code)

    made = Certificate.objects.get()
    assert (made.stars, str(made.score), made.state) == (4, "71.25", "active")
    assert made.certified_product.producer.unit.name == "Lạc Dương"


def test_the_same_form_sent_twice_is_one_proposal(officer, certificate):
    for _time in range(2):
        post(officer, "extend", certificate.code, extended_until="2027-01-01")

    assert Proposal.objects.count() == 1


def test_a_refused_form_keeps_what_was_typed_and_says_why(officer, certificate):
    answer = post(officer, "extend", certificate.code, extended_until="2028-01-01")

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "nhiều nhất 180 ngày" in page
    assert 'value="2028-01-01"' in page and "Văn bản &lt;b&gt;5&lt;/b&gt;" in page
    assert Proposal.objects.count() == 0


def test_the_own_proposal_is_not_confirmed_by_posting_anyway(officer, certificate):
    post(officer, "correct", certificate.code, **PAPER | {"stars": "5"})
    one = Proposal.objects.get()

    answer = officer.post(
        reverse("console:confirm_proposal", kwargs={"code": one.code}), follow=True
    )

    assert "Chính bạn đã đề nghị việc này" in answer.content.decode()
    certificate.refresh_from_db()
    assert certificate.stars == 3


def test_a_refusal_needs_its_reason(officer, certificate):
    post(officer, "correct", certificate.code, **PAPER)
    one = Proposal.objects.get()

    assert post(second(officer), "refuse_proposal", one.code, reason="").status_code == 422
    post(officer, "refuse_proposal", one.code, reason="Sai giấy")

    one.refresh_from_db()
    assert (one.state, one.refusal) == ("refused", "Sai giấy")


def test_a_revocation_by_hand_is_gone_from_the_public_page_at_once(officer, certificate):
    code = certificate.certified_product.code
    assert "OCOP 3 sao" in officer.get(f"/ocop/{code}/").content.decode()

    post(officer, "revoke", certificate.code, number="9/QĐ", day="20/11/2026", ground="law")

    page = officer.get(f"/ocop/{code}/").content.decode()
    assert "Hiện không có hạng sao nào còn hiệu lực" in page


@pytest.mark.parametrize("missing", ["stars", "number", "decided_on", "authority", "producer"])
def test_a_new_certificate_without_its_decision_is_refused_beside_the_field(officer, missing):
    named = {"product": "Cà phê", "producer": "HTX Mới", "address": "xã Lạc Dương, Lâm Đồng"}
    answer = post(officer, "award", **PAPER | named | {missing: ""})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [missing]
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("of", ["\x00", "AAAAAAAAAA", "x" * 3000])
def test_an_unknown_product_is_404(officer, of):
    assert officer.get(reverse("console:award"), {"of": of}).status_code == 404


def test_a_known_product_asks_for_no_names(officer, certificate):
    address = reverse("console:award") + f"?of={certificate.certified_product.code}"
    assert 'name="producer"' not in officer.get(address).content.decode()

    officer.post(address, PAPER | {"client_key": uuid.UUID(int=7), "reason": "Giấy 5"})

    assert Proposal.objects.get().certified_product == certificate.certified_product


def test_the_proposals_go_along_as_excel(officer, certificate):
    post(officer, "correct", certificate.code, **PAPER)

    answer = officer.get(reverse("console:proposals"), {"as": "xlsx"})

    assert answer["Content-Disposition"] == 'attachment; filename="proposals.xlsx"'
