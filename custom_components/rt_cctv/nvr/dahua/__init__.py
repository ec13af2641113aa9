"""Recorders that speak Dahua's CGI."""
