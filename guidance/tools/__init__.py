"""What a content team keeps the lexicon true with. Loads the language side; commands load it late."""
