"""The HTTP interface: one file for each endpoint, in the order in which the contract shows them."""

from guidance.web import articles, check, health, infobutton, keys, revisions, rewrite, roles, variants
from guidance.web.blueprint import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = (
    roles.blueprint,
    articles.blueprint,
    variants.blueprint,
    infobutton.blueprint,
    revisions.blueprint,
    check.blueprint,
    rewrite.blueprint,
    keys.blueprint,
    health.blueprint,
)
