"""Publishing an article to Saleor: the live name, price and weight stand there alone.

The rows are saved one by one: Saleor's own `create()` for variants sends a task in the middle
of the transaction.
"""

from dataclasses import dataclass

from measurement.measures import Weight

from marketplace.saleor_bridge.models import Category, Product, ProductType, ProductVariant
from marketplace.saleor_bridge.money import to_amount

LONGEST_NAME = 250  # Product.name


@dataclass(frozen=True)
class Article:
    """sku: our public code; price: đồng, tax included; net_weight_g: grams."""

    sku: str
    slug: str
    name: str
    unit_name: str
    price: int
    net_weight_g: int
    category_slug: str
    category_name: str


def category_slug(heading: str) -> str:
    """The slug of the category under which goods of a shelf heading (I..VI, or "") stand."""
    return f"ocop-{heading.lower()}"


def publish_article(article: Article) -> ProductVariant:
    """Create product and variant, visible at once; returns the variant. In the caller's transaction."""
    kind, _made = ProductType.objects.get_or_create(
        slug="ocop-goods",
        defaults={"name": "Hàng đóng gói", "has_variants": False, "is_shipping_required": True},
    )
    category, _made = Category.objects.get_or_create(
        slug=article.category_slug, defaults={"name": article.category_name}
    )
    weight = Weight(g=article.net_weight_g)
    product = Product(
        product_type=kind,
        category=category,
        name=article.name,
        slug=article.slug,
        currency="VND",
        price_amount=to_amount(article.price),
        minimal_variant_price_amount=to_amount(article.price),
        weight=weight,
        is_published=True,
    )
    product.save()
    variant = ProductVariant(
        product=product, sku=article.sku, name=article.unit_name, currency="VND", weight=weight
    )
    variant.save()
    return variant
