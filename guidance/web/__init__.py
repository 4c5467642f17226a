"""The HTTP interface: one file for each endpoint, in the order in which the contract shows them."""

from guidance.web import articles, check, health, keys, revisions, rewrite, roles, terms, variants
from guidance.web.blueprint import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = (
    roles.blueprint,
    articles.blueprint,
    variants.blueprint,
    revisions.blueprint,
    terms.blueprint,
    check.blueprint,
    rewrite.blueprint,
    keys.blueprint,
    health.blueprint,
)
