"""What people see in a browser."""

from flask import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
