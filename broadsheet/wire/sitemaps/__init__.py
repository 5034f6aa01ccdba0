"""Sitemaps (https://www.sitemaps.org/protocol.html) in parts, and the news sitemap."""
