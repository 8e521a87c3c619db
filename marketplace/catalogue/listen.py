"""The card follows what it copies, inside the transaction that changes it."""

from marketplace import events
from marketplace.catalogue import cards
from marketplace.certification.events import CertificatesChanged
from marketplace.listings.events import ListingsChanged


@events.subscribe(CertificatesChanged)
def follow_certificates(event: CertificatesChanged) -> None:
    cards.refresh_certified(event.certified_product_ids)


@events.subscribe(ListingsChanged)
def follow_listings(event: ListingsChanged) -> None:
    cards.refresh_listings(event.listing_ids)
