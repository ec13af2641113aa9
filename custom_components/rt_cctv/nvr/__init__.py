"""Talks to recorders."""
