"""The curators' desk: a local web app over the store, for this machine alone."""
