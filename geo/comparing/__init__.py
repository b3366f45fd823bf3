"""Two runs held against each other: what became of places and cells, and what is not alike."""
