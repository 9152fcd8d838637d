"""Reads, one noun a file. Every look-up by an id from outside also takes its owner."""
