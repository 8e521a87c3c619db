"""Basket, order, parcels, hand-over and the money that belongs to them."""
