"""Readers of data sets of faces."""
