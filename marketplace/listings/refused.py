from marketplace.refusal import Refusal


class ListingRefused(Refusal):
    """Codes: not_certified, bad_price, bad_weight, bad_unit, bad_name, bad_vat, bad_picture,
    key_used."""
