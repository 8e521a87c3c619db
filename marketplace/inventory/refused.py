from marketplace.refusal import Refusal


class StockRefused(Refusal):
    """Codes: not_enough, bad_quantity, bad_lot, place_closed, hold_not_live."""
