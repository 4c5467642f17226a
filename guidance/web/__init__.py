"""The HTTP interface: one file for each endpoint, in the order in which the contract shows them."""

from guidance.web import (
    articles,
    check,
    health,
    infobutton,
    keys,
    questions,
    readability,
    reviews,
    revisions,
    rewrite,
    roles,
    sentences,
    terms,
    variants,
)
from guidance.web.blueprint import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = (
    roles.blueprint,
    articles.blueprint,
    variants.blueprint,
    questions.blueprint,
    infobutton.blueprint,
    revisions.blueprint,
    terms.blueprint,
    readability.blueprint,
    reviews.blueprint,
    sentences.blueprint,
    check.blueprint,
    rewrite.blueprint,
    keys.blueprint,
    health.blueprint,
)
