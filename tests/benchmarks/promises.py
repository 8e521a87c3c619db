"""What the database says about the promises the shop made, in SQL that shares nothing with the code measured."""

from dataclasses import dataclass

from django.db import connection

HELD = (
    "('to_confirm', 'confirmed', 'packed', 'ready')"  # states in which the goods stand on a shelf
)
# Per shelf: units that waiting orders promise, and units that the ledger's lines brought there and not away.
OVERSOLD = f"""
    SELECT coalesce(sum(greatest(promised.units - coalesce(stock.units, 0), 0)), 0)
    FROM (
        SELECT coalesce(parcel.supplied_from_id, parcel.place_id) AS place_id, listing.variant_id,
               sum(line.quantity) AS units
        FROM ocop_orders_parcelline line
        JOIN ocop_orders_parcel parcel ON parcel.id = line.parcel_id AND parcel.state IN {HELD}
        JOIN ocop_listings_listing listing ON listing.id = line.listing_id
        GROUP BY 1, listing.variant_id
    ) promised
    LEFT JOIN (
        SELECT entry.place_id, lot.variant_id, sum(entry.quantity) AS units
        FROM ocop_inventory_entry entry
        JOIN ocop_inventory_lot lot ON lot.id = entry.lot_id
        WHERE entry.place_id IS NOT NULL AND entry.condition = 'good'
        GROUP BY entry.place_id, lot.variant_id
    ) stock USING (place_id, variant_id)
"""
HOLDS_WITHOUT_ORDER = f"""
    SELECT count(*) FROM ocop_inventory_hold hold
    WHERE hold.state = 'live' AND NOT EXISTS (
        SELECT 1 FROM ocop_orders_parcelline line
        JOIN ocop_orders_parcel parcel ON parcel.id = line.parcel_id
        WHERE line.hold_id = hold.id AND line.quantity = hold.quantity
          AND parcel.code = split_part(hold.reference, '/', 2) AND parcel.state IN {HELD}
    )
"""
ORDERS_WITHOUT_HOLD = f"""
    SELECT count(*) FROM ocop_orders_parcelline line
    JOIN ocop_orders_parcel parcel ON parcel.id = line.parcel_id AND parcel.state IN {HELD}
    JOIN ocop_inventory_hold hold ON hold.id = line.hold_id
    WHERE hold.state <> 'live' OR hold.quantity <> line.quantity
"""
ORDERS = "SELECT count(*) FROM ocop_orders_shoporder"


@dataclass(frozen=True)
class Promises:
    """oversold: units promised beyond what is there; the others count rows. All but orders must be 0."""

    orders: int
    oversold: int
    holds_without_order: int
    orders_without_hold: int

    def broken(self, where: str) -> list[str]:
        counts = {
            "units oversold": self.oversold,
            "holds without an order": self.holds_without_order,
            "order lines without their hold": self.orders_without_hold,
        }
        return [f"{where}: {count} {what}" for what, count in counts.items() if count]


def look() -> Promises:
    """As it stands in the database that Django is connected to."""
    with connection.cursor() as cursor:
        counts = []
        for question in (ORDERS, OVERSOLD, HOLDS_WITHOUT_ORDER, ORDERS_WITHOUT_HOLD):
            cursor.execute(question)
            counts.append(int(cursor.fetchone()[0]))
    return Promises(*counts)
