"""The demo: a recorder that isn't there, and a real Home Assistant that opens on it."""
