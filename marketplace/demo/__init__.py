"""A shop to look at: real annexes, made-up stock."""
