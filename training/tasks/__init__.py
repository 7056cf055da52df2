"""What a network can be taught: one file a task."""
