"""Compose: command line, settings, the job and its report."""
