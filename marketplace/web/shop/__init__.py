"""The shopper's screens."""
