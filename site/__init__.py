"""Show: store rows -> a folder of static files."""
