"""What is tested on SQLite, tested again on PostgreSQL; and what is PostgreSQL's own."""
