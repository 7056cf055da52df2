"""The pages of whoever looks for a movie."""
