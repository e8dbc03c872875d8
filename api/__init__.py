"""HTTP in, HTTP out. How an answer is made is not known here."""
