"""The outbox, and the clock that turns due moments into events."""
