"""What the last check of all orders found, for the page that shows the last check of all stock."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from marketplace.orders.models import OrderCheck
from marketplace.places.models import Place

RELATIONS = {
    "order_is_its_lines": gettext_lazy("An order's goods cost what its lines say"),
    "order_is_its_parcels": gettext_lazy("An order's total is what its parcels collect"),
    "parcel_is_its_lines": gettext_lazy("A parcel collects its goods and its fee"),
    "set_is_its_parts": gettext_lazy("A gift set costs what its parts share"),
    "payment_is_its_parcel": gettext_lazy("A parcel has one payment, of what it collects"),
    "payment_fits_its_parcel": gettext_lazy(
        "Money is due, paid or void as the parcel's state says"
    ),
    "refunded_is_its_refunds": gettext_lazy("What was given back is the sum of the refunds"),
    "no_more_refunded_than_paid": gettext_lazy("No more was given back than was paid"),
    "parcel_holds_its_goods": gettext_lazy("A parcel that waits holds all its goods"),
    "held_as_long_as_its_parcel": gettext_lazy("Goods are held as long as their parcel"),
    "nothing_held_for_nobody": gettext_lazy("Nothing is held that nobody waits for"),
    "went_out_for_its_parcel": gettext_lazy("What went out to a shopper is what was ordered"),
    "sold_once": gettext_lazy("A parcel that left was sold once"),
    "came_back": gettext_lazy("A parcel that is back is back in full"),
    "saleor_is_the_order": gettext_lazy("The shop's order costs what ours does"),
    "saleor_is_as_far": gettext_lazy("The shop's order is as far as its parcels"),
    "saleors_line_is_ours": gettext_lazy("The shop's order lines are ours"),
    "saleor_fulfilled_what_went_out": gettext_lazy("The shop fulfilled what went out"),
    "saleor_allocated_what_is_held": gettext_lazy("The shop allocated what is held"),
    "placed_once": gettext_lazy("Every order was placed once"),
    "collected_by_a_code": gettext_lazy("What is to be collected has a code"),
}
KEYS = {
    "order": gettext_lazy("order"),
    "reference": gettext_lazy("order"),
    "parcel": gettext_lazy("parcel"),
    "place": gettext_lazy("place"),
    "article": gettext_lazy("article"),
}


def last_check(mine: QuerySet[Place]) -> dict[str, Any]:
    """The newest check (None where there is none) with its rows that concern places of the
    person's; all rows for whoever has every place. elsewhere: how many more disagree.
    """
    last = OrderCheck.objects.order_by("-started_at", "-pk").first()
    codes = set(mine.values_list("code", flat=True)) if last else set()
    has_all = bool(last) and Place.objects.count() == len(codes)
    rows = [
        {
            "relation": RELATIONS.get(row["relation"], row["relation"]),
            "table": row["table"],
            "key": [
                (words, row["key"][name]) for name, words in KEYS.items() if name in row["key"]
            ],
            "says": row["says"],
            "should": row["should"],
        }
        for row in (last.broken if last else [])
        if has_all or row["key"].get("place") in codes
    ]
    return {
        "last": last,
        "rows": rows,
        "relations": RELATIONS.values(),
        "elsewhere": last.broken_count - len(rows) if last else 0,
    }
