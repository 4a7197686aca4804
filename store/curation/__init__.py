"""What people decide of values and of joins: kept for ever, applied over what the machine read."""
