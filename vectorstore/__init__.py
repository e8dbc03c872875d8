"""The derived, searchable side of the records: embeddings, dense fields, word index, fusion."""
