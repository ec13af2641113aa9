"""CCTV of an RT: recorders, findings, incidents, the wall and the city."""
