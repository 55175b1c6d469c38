"""What each text says, and what it does not."""
