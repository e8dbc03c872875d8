"""Guichet in the terms of other ecosystems."""
