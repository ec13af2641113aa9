"""Recorders of which nothing but RTSP addresses is known."""
