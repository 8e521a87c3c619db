"""What plugs into Saleor."""
