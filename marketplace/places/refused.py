from marketplace.refusal import Refusal


class PlaceRefused(Refusal):
    """Codes: bad_name, bad_kind, bad_unit, bad_fee, bad_phone, bad_address, bad_coordinates."""
