"""The register of producers."""
