"""Vietnamese text of the time before Unicode: recognised, and read as what its font showed."""
