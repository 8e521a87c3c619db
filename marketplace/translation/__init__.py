"""The catalogue of messages: extracted, merged and compiled in Python."""
