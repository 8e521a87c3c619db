from datetime import date

import pytest

from marketplace.audit.models import Line
from marketplace.inventory.models import Document, Lot, Transfer, TransferLine
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.transfers import Asked, change, draft, fingerprint
from marketplace.inventory.transfers.drafting import MOST_LINES
from tests import factories


def lines_of(transfer):
    rows = transfer.lines.order_by("pk")
    return list(rows.values_list("variant", "lot__code", "condition", "quantity"))


def test_a_draft_says_what_is_to_go_and_moves_nothing(shop):
    variant, lot = shop.honey.variant_id, factories.lot_of(shop.honey)

    made = draft(
        shop.centre,
        shop.point,
        [Asked(variant, 3), Asked(variant, 2, lot.pk), Asked(variant, 4)],
        actor_id=7,
        client_key="k",
        note=" Gửi xe khách ",
        expected_on=date(2026, 11, 23),
    )

    assert (made.state, made.note, made.drafted_by_id) == ("draft", "Gửi xe khách", 7)
    assert lines_of(made) == [(variant, None, "good", 7), (variant, "L1", "good", 2)]
    assert Document.objects.exclude(kind="receiving").count() == 0
    said = Line.objects.get(action="inventory.draft_transfer")
    assert (said.subject, said.data["units"]) == (f"transfer:{made.code}", 9)


def test_the_same_key_is_answered_with_the_first_draft(shop):
    lines = [Asked(shop.honey.variant_id, 3)]

    first = draft(shop.centre, shop.point, lines, actor_id=7, client_key="twice")
    second = draft(shop.centre, shop.point, lines, actor_id=7, client_key="twice")

    assert second.pk == first.pk
    assert TransferLine.objects.count() == 1


@pytest.mark.parametrize("quantity", [0, -3, 1.5, 10**9])
def test_a_quantity_that_is_none_is_refused(shop, quantity):
    with pytest.raises(StockRefused) as refused:
        draft(
            shop.centre,
            shop.point,
            [Asked(shop.honey.variant_id, quantity)],
            actor_id=7,
            client_key="k",
        )

    assert refused.value.codes == ["bad_quantity"]
    assert not Transfer.objects.exists()


def test_all_problems_are_told_at_once(shop):
    other = factories.lot_of(factories.listing(at=shop.centre))
    shop.point.closed_on = date(2026, 11, 21)
    variant = shop.honey.variant_id

    with pytest.raises(StockRefused) as refused:
        draft(
            shop.centre,
            shop.point,
            [Asked(variant, 1, other.pk), Asked(variant, 1, condition="damaged")],
            actor_id=7,
            client_key="k",
            note="x" * 501,
            expected_on=date(2026, 11, 21),
        )

    assert refused.value.codes == ["place_closed", "bad_note", "bad_day", "bad_lot", "bad_lot"]
    assert "21/11/2026" in refused.value.problems[0].sentence


def test_goods_can_t_go_where_they_are(shop):
    with pytest.raises(StockRefused) as refused:
        draft(shop.centre, shop.centre, [], actor_id=7, client_key="k")

    assert refused.value.codes == ["same_place"]
    assert refused.value.problems[0].field == "destination"


def test_a_closing_place_takes_goods_on_its_last_day(shop):
    shop.point.closed_on = date(2026, 11, 22)

    assert draft(shop.centre, shop.point, actor_id=7, client_key="k").state == "draft"


def test_a_changed_draft_says_the_new_lines_and_no_other(shop):
    made = factories.transfer(shop.centre, shop.point, shop.honey, quantity=3)
    lot = Lot.objects.get()

    change(
        made.code,
        [Asked(shop.honey.variant_id, 2, lot.pk, "damaged")],
        seen=fingerprint(made),
        actor_id=7,
        note="Hàng hỏng về kho",
    )

    made.refresh_from_db()
    assert made.note == "Hàng hỏng về kho"
    assert lines_of(made) == [(shop.honey.variant_id, "L1", "damaged", 2)]


def test_a_draft_that_somebody_else_changed_is_not_overwritten(shop):
    made = factories.transfer(shop.centre, shop.point, shop.honey, quantity=3)
    seen = fingerprint(made)
    change(made.code, [Asked(shop.honey.variant_id, 4)], seen=seen, actor_id=7)

    with pytest.raises(StockRefused) as refused:
        change(made.code, [Asked(shop.honey.variant_id, 9)], seen=seen, actor_id=8)

    assert refused.value.codes == ["changed_meanwhile"]
    assert lines_of(made) == [(shop.honey.variant_id, None, "good", 4)]


def test_a_second_press_is_answered_as_the_first(shop):
    made = factories.transfer(shop.centre, shop.point, shop.honey, quantity=3)
    seen, asked = (
        fingerprint(made),
        [Asked(shop.honey.variant_id, 3), Asked(shop.honey.variant_id, 1)],
    )

    for _press in range(2):
        change(made.code, asked, seen=seen, actor_id=7)

    assert lines_of(made) == [(shop.honey.variant_id, None, "good", 4)]


def test_what_was_sent_is_no_draft_any_more(shop):
    made = factories.transfer(shop.centre, shop.point, shop.honey, sent=True)

    with pytest.raises(StockRefused) as refused:
        change(made.code, [], seen=fingerprint(made), actor_id=7)

    assert refused.value.codes == ["not_its_turn"]
    assert refused.value.problems[0].data == {"state": "sent"}


def test_a_draft_without_end_is_refused(shop):
    lines = [Asked(shop.honey.variant_id, 1)] * (MOST_LINES + 1)

    with pytest.raises(StockRefused) as refused:
        draft(shop.centre, shop.point, lines, actor_id=7, client_key="k")

    assert refused.value.codes == ["too_many_lines"]
