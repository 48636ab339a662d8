"""Speed, memory and quality, measured side by side: one command each, a table out."""
