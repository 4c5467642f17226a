"""The HTTP interface: one file for each endpoint, in the order in which the contract shows them."""

from guidance.web import (
    articles,
    check,
    health,
    keys,
    reviews,
    revisions,
    rewrite,
    roles,
    sentences,
    variants,
)
from guidance.web.blueprint import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = (
    roles.blueprint,
    articles.blueprint,
    variants.blueprint,
    revisions.blueprint,
    reviews.blueprint,
    sentences.blueprint,
    check.blueprint,
    rewrite.blueprint,
    keys.blueprint,
    health.blueprint,
)
