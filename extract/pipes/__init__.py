"""Our own spaCy components, one duty a folder or file."""
