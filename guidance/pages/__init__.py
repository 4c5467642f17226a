"""What people see in a browser: the list of articles, an article, the glossary, the editorial policy; and
the desk of the content team.

Pages are made from stored rows and stored fragments; they know no database, and no language model.
"""

from flask import Blueprint

from guidance.pages import article, desk, embed, frame, glossary, home, policy, questions, term

BLUEPRINTS: tuple[Blueprint, ...] = (
    frame.blueprint,
    home.blueprint,
    article.blueprint,
    glossary.blueprint,
    embed.blueprint,
    questions.blueprint,
    term.blueprint,
    policy.blueprint,
    *desk.BLUEPRINTS,
)
