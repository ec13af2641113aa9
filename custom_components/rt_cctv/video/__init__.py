"""Moves pictures: one RTSP session and one worker process per slot, for the eyes and the wall."""
