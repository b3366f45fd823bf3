"""What was measured or disputed, and the verdicts that follow from it."""
