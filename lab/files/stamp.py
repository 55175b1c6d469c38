"""Dates what comes in as rsyslog does and writes it to a log: `stamp.py FILE HOST PROGRAM`."""

import sys
from datetime import UTC, datetime

with open(sys.argv[1], "a", buffering=1) as log:
    log.writelines(f"{datetime.now(UTC).isoformat()} {sys.argv[2]} {sys.argv[3]}: {line}" for line in sys.stdin)
