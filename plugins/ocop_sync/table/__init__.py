"""What the rows of a sheet are: title, header, products, and what is none of these."""
