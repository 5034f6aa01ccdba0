"""The language editions: switcher, hreflang, direction, dates and numbers, translations of a page."""
