"""The few Saleor models that other rooms may name. Foreign keys name them as strings.

Allocation and Stock are here to be read: stock is written by the bridge at inventory's word, and
Saleor's allocations are never used (a hold is ours).
"""

from saleor.account.models import Address, User
from saleor.order.models import Fulfillment, FulfillmentLine, Order, OrderLine
from saleor.plugins.models import PluginConfiguration
from saleor.product.models import Category, Product, ProductImage, ProductType, ProductVariant
from saleor.warehouse.models import Allocation, Stock, Warehouse

__all__ = [
    "Address",
    "Allocation",
    "Category",
    "Fulfillment",
    "FulfillmentLine",
    "Order",
    "OrderLine",
    "PluginConfiguration",
    "Product",
    "ProductImage",
    "ProductType",
    "ProductVariant",
    "Stock",
    "User",
    "Warehouse",
]
