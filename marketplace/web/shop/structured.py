"""What search engines read: the product, who makes it, what it costs. Never a rating: OCOP stars
are no customers' ratings, and these fields are cached for weeks."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# As django.utils.html.json_script does: nothing in the data can close the script element.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def product_data(
    *, name: str, producer: str, code: str, url: str, image: str, price: int | None, in_stock: bool
) -> dict[str, Any]:
    """schema.org Product; price: đồng, None where it is not sold online."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": name,
        "sku": code,
        "image": image,
        "url": url,
        "brand": {"@type": "Organization", "name": producer},
    }
    if price is not None:
        state = "InStock" if in_stock else "OutOfStock"
        data["offers"] = {
            "@type": "Offer",
            "price": price,
            "priceCurrency": "VND",
            "availability": f"https://schema.org/{state}",
            "url": url,
        }
    return data


def script(data: dict[str, Any]) -> SafeString:
    """The data as the content of a script element of type application/ld+json."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))
