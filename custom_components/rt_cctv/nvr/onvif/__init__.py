"""Recorders that speak ONVIF.

zeep and lxml take their time: import this off the event loop.
"""
