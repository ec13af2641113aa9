"""Tests of the room that moves pictures."""
