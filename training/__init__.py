"""Training, measuring and exporting the emotion network; serving imports nothing of this."""
