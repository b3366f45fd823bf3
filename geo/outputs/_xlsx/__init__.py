"""How a report becomes a workbook: its front sheet and its styles."""
