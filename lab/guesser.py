"""Guesses passwords over ssh, nine at once, for a minute: `python -m lab.guesser HOST PORT`."""

import subprocess
import sys
import time

NAMES = ("root", "admin", "oracle")
OPTIONS = (
    "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "PubkeyAuthentication=no",
    "NumberOfPasswordPrompts=1", "ConnectTimeout=3",
)  # fmt: skip
LASTS = 60.0


def guess(number: int, host: str, port: str) -> subprocess.Popen[bytes]:
    options = [word for option in OPTIONS for word in ("-o", option)]
    command = ["sshpass", "-p", f"guess{number}", "ssh", *options, "-p", port, f"{NAMES[number % 3]}@{host}", "true"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> None:
    host, port = sys.argv[1:]
    end = time.monotonic() + LASTS
    while time.monotonic() < end:
        for each in [guess(number, host, port) for number in range(9)]:
            each.wait()
        time.sleep(1)


if __name__ == "__main__":
    main()
