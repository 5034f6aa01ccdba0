"""Benchmarks. Each module is one command."""
