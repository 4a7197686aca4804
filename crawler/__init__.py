"""Collect: spiders (one source a file), politeness and the archive. Yields documents."""
