"""The spiders, one source a file."""
