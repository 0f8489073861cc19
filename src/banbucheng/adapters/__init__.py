"""Rooms with a door to the outside: clocks, calendars, files, storage. Each can be left out."""
