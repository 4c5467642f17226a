"""Whether a word takes "a" or "an", by how it sounds."""

import re

from guidance.plain.spoken import begins_with_vowel, is_spoken

_VOWEL_LETTERS = frozenset("AEFHILMNORSX")
_YOU_SOUND = re.compile(r"(?:uni(?!n[cdfhjmostv])|u[bst][aeiou]|eu|ewe|one\b|once\b|ura|uro)", re.IGNORECASE)
_SILENT_H = re.compile(r"h(?:our|onest|onou?r|eir)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:8|11(?:\D|$)|18(?:\D|$))")
_WORD = re.compile(r"[^\W_]+")


def indefinite(word: str) -> str:
    """ "a" or "an" for the word that follows: "an MRI", "a unit", "an hour", "an 8".

    The sound comes from the CMU pronouncing dictionary, else from spelling.
    """
    found = _WORD.search(word)
    return "an" if found and _starts_with_vowel_sound(found[0]) else "a"


def _starts_with_vowel_sound(word: str) -> bool:
    if word[0].isdigit():
        return bool(_NUMBER.match(word))
    if word[0].islower() and word[1:].isupper():
        return word[0].upper() in _VOWEL_LETTERS
    if len(word) > 1 and word.isupper() and (len(word) < 4 or not is_spoken(word.lower())):
        return word[0] in _VOWEL_LETTERS
    if is_spoken(word.lower()):
        return begins_with_vowel(word.lower())
    if _SILENT_H.match(word):
        return True
    return word[0].lower() in "aeiou" and not _YOU_SOUND.match(word)
