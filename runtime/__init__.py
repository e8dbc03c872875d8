"""Settings, logging, ownership of the data folder, and the composition root."""
