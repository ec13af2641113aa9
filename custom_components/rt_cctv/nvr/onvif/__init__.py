"""Recorders that speak ONVIF."""
