"""Figures, printed and not judged by how fast they are: `make bench`."""
