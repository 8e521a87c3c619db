from dataclasses import dataclass


@dataclass(frozen=True)
class CertificatesChanged:
    """Certificates or star periods of these certified products were written."""

    certified_product_ids: frozenset[int]
