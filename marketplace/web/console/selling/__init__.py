"""The console's screens about orders: what is sold, packed, carried, paid for and brought back."""
