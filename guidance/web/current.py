"""The site that the views work with, put on the app once by create_app."""

from flask import Flask, current_app

from guidance.site import OpenSite

KEY = "guidance"


def install(app: Flask, opened: OpenSite) -> None:
    """Put the site on the app."""
    app.extensions[KEY] = opened


def site() -> OpenSite:
    """The site of the app that answers this request."""
    found: OpenSite = current_app.extensions[KEY]
    return found
