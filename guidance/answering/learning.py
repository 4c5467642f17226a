"""Where the language side is loaded anyway: the vectors of words that readers may use are kept for later."""

from collections.abc import Iterable

from guidance.answering.index import reading
from guidance.asking.words import fold, words
from guidance.plain.draft import Draft
from guidance.publish import Meanings
from guidance.site import Site
from guidance.store import passages


def learn(site: Site, meanings: Meanings, model: str, drafts: Iterable[Draft]) -> None:
    """Keep the vectors of the words of drafts, and of common words, as far as they are not kept yet.

    It has a transaction of its own: a word means the same whatever becomes of the drafts.
    """
    # The rows of the lexicon are read now, and not while publishing holds the database.
    reading(site)
    texts = {line for draft in drafts for sentence in draft.sentences for line in sentence.output}
    wanted = {fold(word.text) for text in texts for word in words(text)} | set(map(fold, meanings.common()))
    with site.database.reading() as session:
        missing = wanted - passages.known(session, model)
    found = meanings.of(sorted(missing))
    if found:
        with site.database.writing() as session:
            passages.learn(session, found, model)
