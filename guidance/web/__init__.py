"""The HTTP interface: one file for each endpoint, in the order in which the contract shows them."""

from guidance.web import (
    articles,
    changes,
    check,
    clients,
    health,
    infobutton,
    keys,
    oembed,
    readability,
    reviews,
    revisions,
    rewrite,
    roles,
    search,
    sentences,
    terms,
    variants,
    webhooks,
)
from guidance.web.blueprint import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = (
    roles.blueprint,
    articles.blueprint,
    search.blueprint,
    variants.blueprint,
    changes.blueprint,
    infobutton.blueprint,
    oembed.blueprint,
    revisions.blueprint,
    terms.blueprint,
    readability.blueprint,
    reviews.blueprint,
    sentences.blueprint,
    check.blueprint,
    rewrite.blueprint,
    keys.blueprint,
    webhooks.blueprint,
    clients.blueprint,
    health.blueprint,
)
