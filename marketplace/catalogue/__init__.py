"""The card: what lists and search show."""
