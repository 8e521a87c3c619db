"""A producer's offer, published to Saleor through the bridge."""
