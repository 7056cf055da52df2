"""Blocks, architectures and heads of networks, and their files."""
