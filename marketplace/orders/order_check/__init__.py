"""Proving over the whole database that orders, parcels, goods, money and Saleor's rows agree."""
