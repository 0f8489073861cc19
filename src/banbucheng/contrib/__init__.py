"""Thin modules for hosts; each needs its framework, and none is loaded unless it is asked for."""
