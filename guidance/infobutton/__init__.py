"""HL7 Infobutton (context-aware knowledge retrieval): a request as clinic systems send it, in; a feed, out.

The way: asked.py reads what was sent, readers.py picks the audience, store/coded.py finds the articles,
feed.py makes the answer, and as_atom.py and as_json.py write it down. Knows no Flask and no SQLAlchemy.
"""
