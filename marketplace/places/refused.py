from marketplace.refusal import Refusal


class PlaceRefused(Refusal):
    """Codes: bad_name, bad_kind, bad_unit, bad_fee, bad_phone, bad_address, bad_coordinates;
    supply_ring, supplier_closed; bad_hours, hours_overlap; unknown_unit, too_many_units;
    bad_number, bad_authority, decided_later, begins_before_decision, ends_before_it_begins,
    recognised_already; supplies_others, goods_there, units_held, on_the_way.
    """
