"""Tests of what comes in over the wire and what goes out."""
