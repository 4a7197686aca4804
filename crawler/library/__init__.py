"""The embedded library and the server that answers from it."""
