"""Drawn street scenes whose truth is known exactly."""
