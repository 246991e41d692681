"""`make scan`: a demo on loopback, the API by schemathesis, the pages by wapiti.

`python -m scan api --max-examples 200` tries the API alone; what follows goes to the
tool. `python -m scan pages` tries the pages alone.
"""

import signal
import sys

from scan import api, pages
from scan.site import demo


def main(words: list[str]) -> int:
    """Scan what is asked for; return 1 if something was found."""
    part, more = (words[0], words[1:]) if words else ("all", [])
    if part not in {"all", "api", "pages"}:
        print(f"There is no part {part!r}: all, api or pages.")
        return 2
    # Who ends the scan ends its site, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with demo() as site:
        found = [] if part == "pages" else api.scan(site, *more)
        found += [] if part == "api" else pages.scan(site)
        found += [f"the site: {line}" for line in site.faults()]
    for line in found:
        print(line)
    print(f"{len(found)} findings")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
