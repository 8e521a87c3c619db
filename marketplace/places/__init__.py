"""Administrative units with their history, and the places and legal entities that sell."""
