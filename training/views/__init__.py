"""Random and spoilt views of faces, and batches of them."""
