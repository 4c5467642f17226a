"""Clinician-level medical articles, served in the words of the reader who asks."""

__version__ = "0.1.0"
