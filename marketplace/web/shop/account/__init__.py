"""A shopper's account: in, out, orders, addresses, consents, own data."""
