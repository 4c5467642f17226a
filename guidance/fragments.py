"""The HTML around an article's body: header, notices, glossary, references, footer. All of it escaped."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape

GLOSSARY_TITLE = "Words to know"
REFERENCES_TITLE = "References"
_STATES = {"done": "done", "current": "current", "to come": "to-come"}


def article(body: Mapping[str, Any], html: Mapping[str, str]) -> str:
    """One <article>, from the JSON body and its safe fragments "body", "glossary", "references"."""
    parts = [
        Markup('<article class="guidance-article" lang="{}" data-audience="{}">').format(
            body["lang"], body["audience"]
        ),
        _header(body),
        *(_note("notice notice-" + notice["kind"], notice["text"]) for notice in body["notices"]),
        Markup('<div class="article-body">\n{}\n</div>').format(Markup(html["body"])),  # noqa: S704  (render.to_html escapes)
        _section("glossary", GLOSSARY_TITLE, html["glossary"]),
        _section("references", REFERENCES_TITLE, html["references"]),
        _footer(body),
        Markup("</article>"),
    ]
    return "\n".join(part for part in parts if part) + "\n"


def glossary(entries: Sequence[Mapping[str, str]]) -> str:
    """The glossary as a <dl>; each entry has the id "term-{id}" that the body's terms link to."""
    if not entries:
        return ""
    rows = (
        Markup('<div class="glossary-entry" id="term-{}"><dt>{}</dt><dd>{}</dd></div>').format(
            entry["id"], entry["term"], meaning(entry)
        )
        for entry in entries
    )
    return '<dl class="glossary">\n' + "\n".join(rows) + "\n</dl>"


def meaning(entry: Mapping[str, str]) -> str:
    """What a glossary entry says of its term: the plain wording, then the explanation."""
    return ". ".join(part.rstrip(".") for part in (entry["plain"], entry["explanation"]) if part) + "."


def reference_line(reference: Mapping[str, Any]) -> str:
    """A source in one line of plain text: "[1] Clinical guideline, 2024: treatment of asthma."."""
    kind = str(reference["kind"])
    line = f"[{reference['number']}] {kind[:1].upper()}{kind[1:]}, {reference['year']}: {reference['about']}."
    return f"{line} {reference['url']}" if reference["url"] else line


def _header(body: Mapping[str, Any]) -> Markup:
    lines = [
        Markup("<header>"),
        Markup("<h1>{}</h1>").format(body["title"]),
        Markup('<p class="written-for">Written for: {}</p>').format(body["audience_label"]),
        Markup('<p class="medical-review">Medical review: {}</p>').format(body["reviewed_by"])
        if body["reviewed_by"]
        else Markup(""),
        Markup('<ol class="review-steps" aria-label="Review steps">'),
        *(_step(step) for step in body["review_steps"]),
        Markup("</ol>"),
        Markup('<p class="last-updated">Last updated {} · <a href="{}">Editorial policy</a></p>').format(
            _day(date.fromisoformat(body["last_updated"])), body["editorial_policy"]
        ),
        Markup("</header>"),
    ]
    return Markup("\n").join(line for line in lines if line)


def _step(step: Mapping[str, Any]) -> Markup:
    current = Markup(' aria-current="step"') if step["state"] == "current" else ""
    when = Markup(" {}").format(_day(datetime.fromisoformat(step["at"]).date())) if step["at"] else ""
    return Markup('<li class="{}"{}>{}{}</li>').format(_STATES[step["state"]], current, step["label"], when)


def _day(day: date) -> Markup:
    return Markup('<time datetime="{}">{} {:%B %Y}</time>').format(day.isoformat(), day.day, day)


def _note(name: str, text: str) -> Markup:
    return Markup('<aside class="{}" role="note"><p>{}</p></aside>').format(name, text)


def _section(name: str, title: str, html: str) -> Markup:
    if not html:
        return Markup("")
    # The prefix keeps these ids apart from those that the body's own headings get from their words.
    return Markup(
        '<section class="{0}-section" aria-labelledby="guidance-{0}">\n'
        '<h2 id="guidance-{0}">{1}</h2>\n{2}\n</section>'
    ).format(name, title, Markup(html))  # noqa: S704  (our own fragment)


def _footer(body: Mapping[str, Any]) -> Markup:
    added = Markup('<p class="added">{}</p>').format(body["added"]) if body["added"] else ""
    return Markup('<footer>{}<p class="disclaimer">{}</p></footer>').format(added, escape(body["disclaimer"]))
