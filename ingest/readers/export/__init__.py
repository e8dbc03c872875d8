"""The network's export: many resources in one text file, private ones among them."""
