"""Tables of questions and answers: CSV, Excel, JSON Lines, JSON-LD."""
