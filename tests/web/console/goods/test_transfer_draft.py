import pytest

from marketplace.accounts.models import Role
from marketplace.inventory import transfers
from marketplace.inventory.models import Transfer
from marketplace.inventory.scan import label_text
from marketplace.places.models import Place
from tests import factories
from tests.inventory.transfers.goods import more
from tests.web.console.goods.transfer_pages import (
    by_date,
    key,
    lines_form,
    lines_of,
    of_lot,
    url,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(signed_in, stocked):
    return signed_in(Role.CLERK, place=stocked.centre)


@pytest.fixture
def draft(stocked):
    return factories.transfer(stocked.centre, stocked.point)


def save(clerk, draft, *lines, **fields):
    return clerk.post(url("transfer_change", draft), lines_form(draft, *lines, **fields))


def test_a_draft_is_begun_from_one_of_my_places_to_any_open_one(clerk, stocked):
    page = clerk.get(url("transfer_new"))
    assert list(page.context["form"].fields["origin"].queryset) == [stocked.centre]

    body = key(origin=stocked.centre.code, destination=stocked.foreign.code, note="Xe 49C")
    response = clerk.post(url("transfer_new"), body)
    again = clerk.post(url("transfer_new"), body)  # a second press

    made = Transfer.objects.get()
    assert response.url == again.url == url("transfer_change", made)
    assert (made.origin, made.destination, made.note) == (stocked.centre, stocked.foreign, "Xe 49C")


def test_the_same_place_twice_is_told_beside_the_field(clerk, stocked):
    code = stocked.centre.code

    response = clerk.post(url("transfer_new"), key(origin=code, destination=code, note="Xe 49C"))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["destination"]
    assert "Xe 49C" in response.content.decode()
    assert not Transfer.objects.exists()


def test_a_scanned_label_adds_one_unit_and_again_one(clerk, stocked, draft):
    label = label_text(stocked.honey.code, "L1")

    save(clerk, draft, scan=label)
    save(clerk, draft, (of_lot(stocked.honey), "1"), scan=label)
    save(clerk, draft, (of_lot(stocked.honey), "2"), scan=stocked.honey.code.lower())

    assert lines_of(draft) == [("L1", "good", 2), (None, "good", 1)]


def test_a_name_lists_what_stands_at_the_origin_lot_by_lot(clerk, stocked, draft):
    more(stocked.centre, stocked.honey, "L2", 4)
    factories.listing(factories.certified("Mật ong rừng"), at=stocked.point)

    response = save(clerk, draft, (by_date(stocked.honey), "3"), scan="mat ong")

    assert lines_of(draft) == [(None, "good", 3)]  # what was typed is saved on the way
    assert response.url == url("transfer_change", draft, q="mat ong")
    (article,) = clerk.get(response.url).context["choices"]
    assert [(g.key, g.there) for g in article] == [
        (by_date(stocked.honey), 14),
        (of_lot(stocked.honey, "L1"), 10),
        (of_lot(stocked.honey, "L2"), 4),
    ]


def test_what_is_chosen_from_the_list_is_added_once_however_often_it_is_pressed(
    clerk, stocked, draft
):
    body = lines_form(draft, add=of_lot(stocked.honey))
    for _press in range(2):
        assert clerk.post(url("transfer_change", draft), body).status_code == 302

    assert lines_of(draft) == [("L1", "good", 1)]


def test_a_name_of_nothing_here_is_told_after_what_was_typed_is_saved(clerk, stocked, draft):
    response = save(clerk, draft, (by_date(stocked.honey), "7"), scan="không có gì như thế")

    assert lines_of(draft) == [(None, "good", 7)]
    assert "không có hàng nào tên như vậy" in clerk.get(response.url).content.decode()


@pytest.mark.parametrize("typed", ["8936012345678", "{code}/L9"])  # a wrong check digit, no lot
def test_what_names_nothing_is_told_and_nothing_typed_is_lost(clerk, stocked, draft, typed):
    typed = typed.format(code=stocked.honey.code)

    response = save(clerk, draft, (by_date(stocked.honey), "7"), scan=typed, note="Xe 49C")

    content = response.content.decode()
    assert response.status_code == 422
    assert typed.rpartition("/")[2] in response.context["form"].errors["scan"][0]
    assert 'value="7"' in content and "Xe 49C" in content
    assert lines_of(draft) == []


def test_an_article_that_never_stood_here_is_not_added(clerk, stocked, draft):
    foreign = factories.listing(factories.certified("Nón lá"), at=stocked.foreign)

    response = save(clerk, draft, scan=foreign.code)

    assert response.status_code == 422
    assert stocked.centre.name in response.context["form"].errors["scan"][0]


@pytest.mark.parametrize("units", ["0", "-3", "1,5", "1000000000", ""])
def test_a_quantity_that_is_none_is_told_beside_its_line(clerk, stocked, draft, units):
    response = save(clerk, draft, (by_date(stocked.honey), units))

    assert response.status_code == 422
    (line,) = response.context["lines"]
    assert list(line.errors) == ["quantity"]
    assert f'value="{units}"' in response.content.decode() or units == ""
    assert lines_of(draft) == []


def test_a_line_is_removed(clerk, stocked, draft):
    save(clerk, draft, (by_date(stocked.honey), "3"), (of_lot(stocked.honey), "2"))

    lines = [(by_date(stocked.honey), "3"), (of_lot(stocked.honey), "2")]
    save(clerk, draft, *lines, **{"line-0-remove": "on"})

    assert lines_of(draft) == [("L1", "good", 2)]


def test_another_clerk_s_change_is_shown_and_not_overwritten(clerk, stocked, draft):
    body = lines_form(draft, (by_date(stocked.honey), "3"))
    asked = [transfers.Asked(stocked.honey.variant_id, 5)]
    transfers.change(draft.code, asked, seen=transfers.fingerprint(draft), actor_id=None)

    response = clerk.post(url("transfer_change", draft), body)

    assert response.status_code == 422
    assert [(goods.key, units) for goods, units in response.context["said"]] == [
        (by_date(stocked.honey), 5)
    ]
    assert lines_of(draft) == [(None, "good", 5)]
    again = body | {"seen": response.context["form"]["seen"].value()}
    clerk.post(url("transfer_change", draft), again)
    assert lines_of(draft) == [(None, "good", 3)]


@pytest.mark.parametrize("goods", ["nothing", "A:good:", "{code}:rotten:", "{code}:good:L9"])
def test_goods_that_are_none_are_refused(clerk, stocked, draft, goods):
    response = save(clerk, draft, (goods.format(code=stocked.honey.code), "3"))

    assert response.status_code == 422
    assert lines_of(draft) == []


def test_the_lots_that_will_go_are_shown_then_sent_once(clerk, stocked, draft):
    response = save(clerk, draft, (by_date(stocked.honey), "4"), then="send")
    assert response.url == url("transfer_send", draft)
    page = clerk.get(response.url)
    (one,) = page.context["going"]
    assert [(part.balance.lot.code, part.quantity) for part in one.parts] == [("L1", 4)]

    body = key(seen=page.context["form"]["seen"].value())
    clerk.post(url("transfer_send", draft), body)
    clerk.post(url("transfer_send", draft), body)  # a second press

    assert [row.sent for row in draft.sent.all()] == [4]


def test_more_than_there_is_is_told_and_can_be_changed(clerk, stocked, draft):
    save(clerk, draft, (by_date(stocked.honey), "11"))

    page = clerk.get(url("transfer_send", draft))
    assert page.context["missing"] == 1
    response = clerk.post(url("transfer_send", draft), key(seen=transfers.fingerprint(draft)))

    assert response.status_code == 422
    assert [problem.code for problem in response.context["problems"]] == ["not_enough"]
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_what_another_clerk_sent_is_not_sent_again(clerk, stocked, draft):
    save(clerk, draft, (by_date(stocked.honey), "4"))
    seen = transfers.fingerprint(draft)
    transfers.send(draft.code, seen=seen, actor_id=None, client_key="another")

    response = clerk.post(url("transfer_send", draft), key(seen=seen), follow=True)

    assert response.redirect_chain == [(url("transfer", draft), 302)]
    assert "đã được gửi" in response.content.decode()
    assert [row.sent for row in draft.sent.all()] == [4]


@pytest.mark.parametrize("asked", ["%00", "  ", "x" * 3000])
def test_a_search_for_what_is_no_name_finds_nothing(clerk, stocked, draft, asked):
    response = clerk.get(f"{url('transfer_change', draft)}?q={asked}")

    assert response.status_code == 200
    assert response.context["choices"] == []


def test_own_chain_stands_first_and_the_others_by_their_kind(clerk, stocked):
    Place.objects.filter(pk=stocked.point.pk).update(supplied_by=stocked.centre)
    booth = factories.place("Gian hàng", kind=Place.Kind.FAIR_BOOTH, seller=stocked.centre.operator)

    (_value, _empty), *groups = (
        clerk.get(url("transfer_new")).context["form"].fields["destination"].choices
    )

    names = [[label for _code, label in places] for _group, places in groups]
    assert names == [["Trung tâm", "Điểm bán"], ["Nơi khác"], ["Gian hàng"]]
    assert str(groups[0][0]) == "Nơi cấp và nơi nhận hàng của mình"
    assert [str(group) for group, _places in groups[1:]] == [
        Place.Kind.PROVINCIAL_CENTRE.label,
        Place.Kind.FAIR_BOOTH.label,
    ]
    body = key(origin=stocked.centre.code, destination=booth.code)
    assert clerk.post(url("transfer_new"), body).status_code == 302
