"""The demo newsroom: The Vellamar Courier, in six languages."""
