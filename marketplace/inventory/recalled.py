"""Which batches must not be sold anywhere now. Asked by whatever puts goods on a shelf."""

import dataclasses
from collections.abc import Iterable, Sequence

from django.db import connection
from django.utils.translation import gettext as _

from marketplace.inventory.ledger import Line
from marketplace.inventory.models import Condition
from marketplace.refusal import Problem

RECALLED = "SELECT lot_id FROM ocop_inventory_recall WHERE lifted_at IS NULL AND lot_id = ANY(%s)"


def recalled(lot_ids: Iterable[int]) -> set[int]:
    """Those of the lots that are recalled now, by key. One query; before a decision, under the
    lock of the shelves."""
    with connection.cursor() as cursor:
        cursor.execute(RECALLED, [list(lot_ids)])
        return {row[0] for row in cursor.fetchall()}


def blocked_on_arrival(lines: Sequence[Line]) -> list[Line]:
    """The same lines, but good units of a recalled lot come to a shelf as blocked ones. One query."""
    stopped = recalled({line.lot.pk for line in lines if line.place_id and line.quantity > 0})
    return [
        dataclasses.replace(line, condition=Condition.BLOCKED)
        if line.place_id
        and line.quantity > 0
        and line.condition == Condition.GOOD
        and line.lot.pk in stopped
        else line
        for line in lines
    ]


def revived(lines: Sequence[Line]) -> list[Problem]:
    """Lines that would put good units of a recalled lot onto a shelf. One query."""
    coming = {
        line.lot.pk: line.lot
        for line in lines
        if line.place_id and line.quantity > 0 and line.condition == Condition.GOOD
    }
    sentence = _("Lot %(lot)s is recalled: it is released when the recall is lifted.")
    return [
        Problem("recalled", sentence % data, data=data)
        for key in sorted(recalled(coming))
        if (data := {"lot": coming[key].code, "lot_id": key})
    ]
