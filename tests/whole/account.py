"""What the account's and the order's pages are about, for the tests of every page."""

from marketplace.accounts import address_book
from marketplace.accounts.receiver import Receiver
from tests import factories

POST_ONLY = (
    "sign_out",
    "export",
    "address_delete",
    "address_default",
    "order_cancel",
    "order_again",
)


def subjects(person, order):
    """By the address's name; person: whose account it is."""
    receiver = Receiver("Người mua hàng", "0912 345 678", factories.commune().pk, "Thôn 2")
    address = address_book.save(person.pk, receiver)
    return {
        "shop:order_cancel": [order],
        "shop:order_again": [order],
        "shop:address_edit": [address],
        "shop:address_delete": [address],
        "shop:address_default": [address],
    }
