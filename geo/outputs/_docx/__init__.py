"""How a report becomes a Word document: text, tables, charts and their styles."""
