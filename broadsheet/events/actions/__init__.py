"""What writes to the outbox."""
