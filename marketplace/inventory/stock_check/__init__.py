"""Proving over the whole database that entries, balances, shelves, holds, transfers and Saleor agree."""
