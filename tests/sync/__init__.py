"""Tests of the link between hubs and the city."""
