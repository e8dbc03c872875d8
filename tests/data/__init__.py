"""Hand-labelled sets and how to read them."""
