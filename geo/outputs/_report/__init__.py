"""What the formats of a report have in common: front page, cells, links, names of files."""
