"""Ways to pay. Cash on delivery is the one there is."""
