"""The fields of an article, each read from text by its own module; no state, no guessing."""
