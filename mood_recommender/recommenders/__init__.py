"""What to suggest for a reading; stands on the catalog, knows nothing of who asks."""
