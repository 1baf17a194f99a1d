"""What machines read: the same published words as the pages, in standard forms."""
