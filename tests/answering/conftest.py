"""A writer that tells of every sentence as the real one does, with words of its own for patients."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace

import pytest

from guidance import jobs
from guidance.article import markdown, render
from guidance.article.document import Document
from guidance.plain.audience import Audience
from guidance.plain.draft import Draft, Measure, Readability, SentenceDraft, Versions
from guidance.plain.stretches import stretches
from guidance.site import OpenSite

PLAIN = {"Dyspnoea": "Being short of breath", "dyspnoea": "being short of breath", "haemorrhage": "bleeding"}


def plain(text: str, audience: Audience) -> str:
    """The words of a patient; all others read the text as it stands."""
    for hard, easy in PLAIN.items() if audience.id == "patient" else ():
        text = text.replace(hard, easy)
    return text


class TellingWriter:
    """Writes patients' words for some terms; `withheld` names audiences that may not read their own."""

    def __init__(self) -> None:
        self.versions = Versions(lexicon="lexicon-1", rules="rules-1", model="model-1")
        self.meanings = SimpleNamespace(of=lambda words: {}, common=frozenset)
        self.withheld: set[str] = set()

    def write(self, document: Document, audience: Audience, wordings: object = None) -> Draft:
        source = markdown.parse_body(plain(render.blocks_to_markdown(document.blocks), audience))
        return Draft(
            audience=audience.id,
            title=document.meta.title,
            blocks=source,
            sentences=tuple(
                SentenceDraft(
                    id=place.id,
                    kind=place.kind,
                    source=place.text,
                    output=(plain(place.text, audience),),
                    key=place.key,
                    markdown=place.markdown,
                    output_markdown=plain(place.markdown, audience),
                )
                for stretch in stretches(document)
                for place in stretch.places
            ),
            glossary=(),
            readability=self.check(document, audience),
            source=self.check(document, audience),
            versions=self.versions,
        )

    def write_all(
        self, document: Document, audiences: Sequence[Audience], wordings: object = None
    ) -> dict[str, Draft]:
        return {audience.id: self.write(document, audience) for audience in audiences}

    def check(self, document: Document, audience: Audience) -> Readability:
        held = audience.id in self.withheld
        measure = Measure("fkgl", 9.5 if held else 5.5, 6.0, 8.0, not held, not held)
        return Readability(audience.id, not held, held, (measure,), (), 40, 4)


@pytest.fixture
def teller(monkeypatch: pytest.MonkeyPatch) -> TellingWriter:
    """The writer, found by all that asks for the writer of this process."""
    made = TellingWriter()
    monkeypatch.setattr(jobs, "_writer", lambda *_: made)
    return made


BODY = """\
## Treatment

Salbutamol quickly relieves dyspnoea in adults with asthma [1]. It is inhaled through a spacer.

Call an ambulance if any of these occurs:

- blue lips
- drowsiness

| Drug | Usual dose |
| --- | --- |
| Prednisolone | 40 mg once daily for 5 days |

## Risks

Beclometasone may cause hoarseness [1]. Zafirlukast is not recommended in pregnancy.
"""


@pytest.fixture
def keep_article(
    site: OpenSite, teller: TellingWriter, make_source: Callable[..., str]
) -> Callable[..., str]:
    """Keeps an article with that body; its review came as far as `status` says."""

    def keep(
        slug: str = "asthma-inhalers", *, body: str = BODY, status: str = "approved", **meta: str
    ) -> str:
        return jobs.save_article(site, make_source(slug, body=body, status=status, **meta), by="mara").slug

    return keep
