"""Recorders that speak ONVIF.

zeep, lxml and the WSDL files take a second: import this off the event loop.
"""
