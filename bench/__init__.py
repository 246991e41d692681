"""Measurements: how fast and how right, with the goals beside. Run by hand."""
