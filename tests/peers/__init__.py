"""Servers that somebody else wrote, as far as this machine has them."""
