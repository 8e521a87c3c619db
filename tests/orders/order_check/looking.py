"""What the check says, and how it names a parcel."""

import json
from io import StringIO

from django.core.management import call_command

from marketplace.orders.models import OrderCheck


def checked() -> tuple[int, dict]:
    out = StringIO()
    try:
        call_command("check_orders", json=True, stdout=out)
    except SystemExit as ended:
        return ended.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def broken() -> dict[str, tuple[dict, int, int]]:
    """Relation → (key, says, should), for relations of which one row is broken."""
    code, said = checked()
    assert code == 1
    kept = OrderCheck.objects.latest("pk")
    assert (kept.broken, kept.broken_count) == (said["broken"], len(said["broken"]))
    return {row["relation"]: (row["key"], row["says"], row["should"]) for row in said["broken"]}


def of(parcel, **more):
    return {"order": parcel.order.code, "parcel": parcel.code, "place": parcel.place.code} | more
