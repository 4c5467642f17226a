"""A small client that keeps a folder of articles in step with a Guidance service, to be read offline.

It is the example for whoever writes an app, and imports nothing else of guidance, only requests:

    service.py   asks what changed, again and with patience where the connection drops
    folder.py    the copies: written whole or not at all, never shown once they are too old or recalled
    syncing.py   one page after the other, from the service into the folder
    __main__.py  python -m guidance.client URL FOLDER --role patient

docs/sync.md tells the rules that each app has to keep.
"""

from guidance.client.folder import Copy, Damaged, Folder, NotKept, Recalled, TooOld, Unreadable
from guidance.client.service import Refused, Service, Unavailable
from guidance.client.syncing import Report, sync

__all__ = [
    "Copy",
    "Damaged",
    "Folder",
    "NotKept",
    "Recalled",
    "Refused",
    "Report",
    "Service",
    "TooOld",
    "Unavailable",
    "Unreadable",
    "sync",
]
