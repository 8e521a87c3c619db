"""Chợ OCOP: a marketplace for certified OCOP products, on Saleor."""
