"""Readability reports: of one article (variant.py), over all of them (overview.py), as CSV and as text.

The pages, the API, CSV and the command line all show what these functions return.
"""
