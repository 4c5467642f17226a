"""How familiar a word is: wordfreq's Zipf scale, from 0 (nobody knows it) to 8 ("the")."""

from functools import lru_cache

from wordfreq import zipf_frequency


@lru_cache(maxsize=65536)
def familiarity(word: str) -> float:
    """The Zipf frequency of a word in English."""
    return float(zipf_frequency(word, "en"))
