"""Webhooks: what happened (announcing.py), carried to where it is wanted (sending.py, posting.py), signed
(signing.py), and never to an address that a stranger has no business with (addresses.py).

store/webhooks.py keeps the webhooks, store/outbox.py what is to be sent.
"""
