"""The records of stock. Quantities are whole sales units, money is whole đồng.

The triggers and deferred constraints that hold these records together stand in the migrations.
"""

from marketplace.inventory.models.adjustment import Adjustment, AdjustmentLine
from marketplace.inventory.models.agreement import ConsignmentAgreement
from marketplace.inventory.models.barcode import Barcode
from marketplace.inventory.models.bought_out import BoughtOut
from marketplace.inventory.models.delivery import Delivery, DeliveryLine, Paper
from marketplace.inventory.models.recall import Recall
from marketplace.inventory.models.stock import (
    Balance,
    Condition,
    Document,
    Entry,
    Hold,
    Lot,
    Shelf,
    Virtual,
)
from marketplace.inventory.models.stocktake import Count, StockCheck, Stocktake, Variance
from marketplace.inventory.models.target import StockTarget
from marketplace.inventory.models.transfer import Sent, Transfer, TransferLine

__all__ = [
    "Adjustment",
    "AdjustmentLine",
    "Balance",
    "Barcode",
    "BoughtOut",
    "Condition",
    "ConsignmentAgreement",
    "Count",
    "Delivery",
    "DeliveryLine",
    "Document",
    "Entry",
    "Hold",
    "Lot",
    "Paper",
    "Recall",
    "Sent",
    "Shelf",
    "StockCheck",
    "StockTarget",
    "Stocktake",
    "Transfer",
    "TransferLine",
    "Variance",
    "Virtual",
]
