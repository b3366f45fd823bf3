"""The drawing of one radio path: the figure, its labels, the terms of its loss."""
