"""Understands pictures: small grey frames in, sightings out. numpy only."""
