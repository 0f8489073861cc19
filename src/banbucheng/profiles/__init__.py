"""Rulebooks that ship, as data: one TOML file a city, every number with its source."""
