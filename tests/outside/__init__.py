"""The product on what it does not bring along: another database."""
