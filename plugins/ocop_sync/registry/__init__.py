"""Fetching a registry's list over HTTP: pages of JSON, kept so that a break costs nothing."""
