"""Thin routes: parse, call, shape."""
