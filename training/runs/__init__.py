"""Settings as flags; folders that hold one run."""
