"""python -m guidance.client URL FOLDER --role patient: sync once, or --read a copy without asking anybody."""

import argparse
import json
import sys
from pathlib import Path

from guidance.client import Folder, Refused, Service, Unavailable, Unreadable, sync


def main(arguments: list[str] | None = None) -> int:
    """Run with those arguments, else with those of the command line; the status to exit with."""
    options = argparse.ArgumentParser(prog="python -m guidance.client", description=__doc__)
    options.add_argument("url", help="where the service is, such as https://guidance.example.org")
    options.add_argument("folder", type=Path, help="where the copies are kept")
    options.add_argument("--role", help="the role that the reader declares")
    options.add_argument("--key-file", type=Path, help="a file with an API key, where the site asks for one")
    options.add_argument("--read", metavar="SLUG", help="show a copy as JSON, and do not sync")
    chosen = options.parse_args(arguments)
    try:
        folder = Folder(chosen.folder, chosen.url, chosen.role)
        if chosen.read:
            _say(json.dumps(folder.read(chosen.read), ensure_ascii=False, indent=2))
            return 0
        key = chosen.key_file.read_text(encoding="utf-8").strip() if chosen.key_file else None
        with Service(chosen.url, chosen.role, key=key) as service:
            report = sync(service, folder)
    except (Unavailable, Refused, Unreadable, ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for slug in report.updated:
        _say(f"updated\t{slug}")
    for slug, reason in report.removed.items():
        _say(f"removed\t{slug}\t{reason}")
    # All of them, each time, until the article comes back: a recall is not to be missed.
    for slug, recall in folder.state.recalls.items():
        _say(f"RECALLED\t{slug}\t{recall.at}" + (f"\tread {recall.instead}" if recall.instead else ""))
    _say(f"{len(folder.state.copies)} copies, good for {folder.state.max_age // 86_400} days")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
