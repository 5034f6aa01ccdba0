"""The event table, and the clock that turns due moments into events."""
