"""What stands in one cell: each file reads one kind of value and says why it can't."""
