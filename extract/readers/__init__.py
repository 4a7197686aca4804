"""The readers, one format a file: bytes -> Document."""
