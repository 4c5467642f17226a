"""The application that a WSGI server runs: gunicorn wsgi:app."""

from guidance.app import create_app

app = create_app()
