"""Measurements of what the issues promise, each a module with a function `measure`; started by scripts/bench."""
