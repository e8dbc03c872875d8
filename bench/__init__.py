"""Timings that the README and docs quote, each printed with the machine that gave them."""
