"""Tools of the developers; nothing of it is installed with the product."""
