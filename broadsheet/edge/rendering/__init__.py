"""Rendering a page with a trace: the SELECTs it was made from, and the pieces it is put together from."""
