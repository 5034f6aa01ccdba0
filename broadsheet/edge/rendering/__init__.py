"""Rendering a page, with a trace of the SELECTs that it was made from, as the pieces that it consists of."""
