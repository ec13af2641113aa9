"""Keeps the city told: the hub's ledger and uplink, the city's collector, registry and store."""
