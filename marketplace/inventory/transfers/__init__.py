"""Điều chuyển: goods go from one place to another, and none of them is ever nowhere.

sent = received + damaged + lost + returned + on the way, for every lot, owner and condition of a
transfer: what is on the way stands in the ledger, too. Who owns the goods stays the same.
"""

from marketplace.inventory.transfers.cancelling import bring_back, cancel
from marketplace.inventory.transfers.drafting import Asked, change, draft, fingerprint
from marketplace.inventory.transfers.receipt import Came, fingerprint_of_way, receive
from marketplace.inventory.transfers.sending import send, would_go

__all__ = [
    "Asked",
    "Came",
    "bring_back",
    "cancel",
    "change",
    "draft",
    "fingerprint",
    "fingerprint_of_way",
    "receive",
    "send",
    "would_go",
]
