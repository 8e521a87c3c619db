"""Lots, entries, shelves and holds: the one ledger of goods."""
