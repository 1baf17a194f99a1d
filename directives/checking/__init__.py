"""Checking a draft against its paper: hints decided, the tree mended, every step undone again."""
