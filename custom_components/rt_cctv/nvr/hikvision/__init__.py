"""Recorders that speak Hikvision's ISAPI."""
