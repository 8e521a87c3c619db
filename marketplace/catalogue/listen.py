"""The card follows what it copies, inside the transaction that changes it."""

from marketplace import events
from marketplace.catalogue import cards
from marketplace.certification.events import CertificatesChanged
from marketplace.certification.models import CertifiedProduct
from marketplace.listings.events import ListingsChanged
from marketplace.producers.events import ProducersMoved


@events.subscribe(CertificatesChanged)
def follow_certificates(event: CertificatesChanged) -> None:
    cards.refresh_certified(event.certified_product_ids)


@events.subscribe(ProducersMoved)
def follow_producers(event: ProducersMoved) -> None:
    held = CertifiedProduct.objects.filter(producer__in=event.producer_ids)
    cards.refresh_certified(held.values_list("pk", flat=True))


@events.subscribe(ListingsChanged)
def follow_listings(event: ListingsChanged) -> None:
    cards.refresh_listings(event.listing_ids)
