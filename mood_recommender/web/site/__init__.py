"""What all pages share: security, errors, languages, words, operations."""
