"""Imports certificates from the registry's published lists."""
