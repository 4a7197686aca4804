"""Pooled estimates: which results may be put together, and the arithmetic (docs/adr/0009)."""
