"""How good readings are, how far a figure could be off, and pictures of both."""
