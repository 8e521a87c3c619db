from marketplace.refusal import Refusal


class StockRefused(Refusal):
    """Codes: as the docstring of each operation names them."""
