"""What a basket costs: pure functions over whole đồng, tax included."""
