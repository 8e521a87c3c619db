"""Certified products, certificates and star periods; decides whether a star may show."""
