"""Measurements of what the issues promise; scripts/bench starts each by the name of its module here.

A benchmark has a function `measure`, async or not, that returns metrics (see report.py) or raises CannotMeasureError.
One that takes arguments of its own also has `add_arguments(parser)`; its `measure` then gets the parsed namespace.
"""
