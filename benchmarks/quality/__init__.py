"""How well pages are cleaned, on page sets with gold text, side by side with the extractors people know."""
