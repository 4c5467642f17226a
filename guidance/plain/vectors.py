"""What words mean, as far as the model's vectors tell: 300 small whole numbers for each word.

A vector is scaled to the length 127 and rounded, one signed byte for each of its numbers, so that it takes
300 bytes and is compared without the model: the product of two, divided by 127 × 127, is their cosine.
"""

import re
from collections.abc import Iterable, Mapping

import numpy as np
from spacy.language import Language

from guidance.plain.lexicon import Lexicon
from guidance.plain.spoken import easy_words

LENGTH = 127
_WORD = re.compile(r"[^\W\d_]{2,}")


class Meanings:
    """What the model knows of the meaning of words, and which words readers may use of any article."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self._nlp, self._lexicon = nlp, lexicon

    def of(self, words: Iterable[str]) -> Mapping[str, bytes]:
        """The vectors of those words that have one."""
        found = {}
        for word in words:
            if self._nlp.vocab.has_vector(word):
                vector = np.asarray(self._nlp.vocab.get_vector(word), dtype=np.float64)
                length = float(np.linalg.norm(vector))
                if length:
                    found[word] = np.rint(vector * (LENGTH / length)).astype(np.int8).tobytes()
        return found

    def common(self) -> frozenset[str]:
        """Everyday words, and all words of the lexicon, in lower case."""
        told = self._lexicon
        texts = [
            *(
                text
                for e in told.entries
                for text in (e.term, *e.variants, e.wording, e.child, e.explanation)
            ),
            *(text for short in told.abbreviations for text in (short.short, short.long, short.plain)),
        ]
        return easy_words() | {word.casefold() for text in texts for word in _WORD.findall(text)}
