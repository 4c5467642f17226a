"""What words mean, as far as the model's vectors tell: 300 small whole numbers for each word.

A vector is scaled to the length 127 and rounded, one signed byte for each of its numbers, so that it takes
300 bytes and is compared without the model: the product of two, divided by 127 × 127, is their cosine.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from spacy.language import Language

LENGTH = 127


def of(nlp: Language, words: Iterable[str]) -> Mapping[str, bytes]:
    """The vectors of those words that have one."""
    found = {}
    for word in words:
        if nlp.vocab.has_vector(word):
            vector = np.asarray(nlp.vocab.get_vector(word), dtype=np.float64)
            length = float(np.linalg.norm(vector))
            if length:
                found[word] = np.rint(vector * (LENGTH / length)).astype(np.int8).tobytes()
    return found
