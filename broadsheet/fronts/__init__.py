"""Front pages and how editors arrange them."""
