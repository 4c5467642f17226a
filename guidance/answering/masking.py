"""What may tell who somebody is goes from a question before it is kept: numbers, addresses, names.

What is masked is masked by its form alone, so a figure that matters ("25 mg", "3 days") stays, and a name
that nothing announces stays too: docs/questions.md says so.
"""

import re
import unicodedata

LONGEST = 200
"""Characters of a question that are kept."""
_MASKS = (
    (re.compile(r"\b\w+://\S+|\bwww\.\S+", re.IGNORECASE), "[address]"),
    (re.compile(r"[^\s@<>()\[\],;:]+\s?(?:@|\(at\)|\[at\])\s?[^\s@<>()\[\],;:]+"), "[e-mail]"),
    (re.compile(r"(?<!\w)@\w{2,}"), "[name]"),
    (
        re.compile(
            r"\b(?:\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ](?:\d{4}|\d{2}))(?!\d)"
            r"|\b\d{1,2}(?:st|nd|rd|th)?[ .]?(?:of )?"
            r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
            r"(?:,?[ .]\d{2,4})?\b"
            r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?"
            r"(?:,? \d{2,4})?\b",
            re.IGNORECASE,
        ),
        "[date]",
    ),
    (re.compile(r"\b(?:19|20)\d\d\b"), "[year]"),
    # A phone number, a number of a patient or of an insurance: many digits, however they are parted.
    (re.compile(r"(?<![\w.])(?:\+|00)?(?:\(?\d\)?[ ./-]?){6,}(?!\w)"), "[number]"),
    (re.compile(r"\b(?=\w*\d\w*\d\w*\d)(?=\w*[a-z])[a-z0-9]{7,}\b", re.IGNORECASE), "[number]"),
    (re.compile(r"\d{6,}"), "[number]"),
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE), "[postcode]"),
    (
        re.compile(
            r"\b((?i:my name is|my name's|i am called|i'm called|this is|called|named|signed|regards,?|"
            r"dr\.?|doctor|mr\.?|mrs\.?|ms\.?|miss|nurse))\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)*"
        ),
        r"\1 [name]",
    ),
    (
        re.compile(
            r"\b(my name is|my name's|i am called|i'm called)\s+(?!\[)[\w'’-]+(?:\s+[\w'’-]+)?", re.IGNORECASE
        ),
        r"\1 [name]",
    ),
    (
        re.compile(
            r"\b\d{1,5}[a-z]?,? (?:[\w'’]+ ){1,3}(?:street|st|road|rd|"
            r"avenue|ave|lane|ln|close|drive|way|court|place)\b",
            re.IGNORECASE,
        ),
        "[address]",
    ),
)
_SPACE = re.compile(r"\s+")


def masked(question: str) -> str:
    """The question on one line without what may tell who asks, at most LONGEST characters of it.

    Digits of other scripts are read as ours first, and what cannot be seen goes.
    """
    even = unicodedata.normalize("NFKC", question)
    seen = "".join(" " if char.isspace() else char for char in even if _is_seen(char))
    text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in seen)
    for pattern, put in _MASKS:
        text = pattern.sub(put, text)
    return _SPACE.sub(" ", text).strip()[:LONGEST].strip()


def _is_seen(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
