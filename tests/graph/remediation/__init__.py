"""2.3: effects within the policy, validated or undone, and the user when nothing more may be tried alone."""
