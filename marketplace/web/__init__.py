"""Screens by audience; no rule lives here."""
