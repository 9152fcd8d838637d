"""Use cases, one noun a file: one function, one transaction. The only layer that commits."""
