"""Demonstration documents, and the script that builds the PDF guide."""
