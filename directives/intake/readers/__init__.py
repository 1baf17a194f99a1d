"""One reader a kind of file. Each takes bytes and gives lines; none understands them."""
