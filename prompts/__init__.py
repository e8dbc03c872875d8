"""The French texts that people (and, later, models) are shown."""
