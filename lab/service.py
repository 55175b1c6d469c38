"""A small supervised HTTP service with a configuration file, a log and a cache: something real to break."""

import configparser
import http.server
import os
import sys
import time
from pathlib import Path

BAD_CONFIGURATION = 78


def log(level: str, text: str) -> None:
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    print(f"{stamp} {level} {text}", flush=True)


def configured(path: str) -> tuple[int, int, Path]:
    """Port, workers and data folder; leaves with 78 when a setting cannot be used."""
    parser = configparser.ConfigParser()
    parser.read(path)
    section = parser["wiki"]
    try:
        workers = int(section["workers"])
    except ValueError:
        log("FATAL", f"invalid configuration: workers must be a whole number, got {section['workers']!r}")
        sys.exit(BAD_CONFIGURATION)
    return int(section["port"]), workers, Path(section["data"])


def handler(data: Path) -> type[http.server.BaseHTTPRequestHandler]:
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Every visit is counted on disk; a disk that takes nothing is a 500."""
            try:
                with (data / "visits").open("a", encoding="utf-8") as visits:
                    visits.write("visit\n" * 64)
                    visits.flush()
                    os.fsync(visits.fileno())
            except OSError as error:
                log("ERROR", f"cannot record the visit: {error.strerror} ({data / 'visits'})")
                self._answer(500, b"error\n")
                return
            self._answer(200, b"wiki\n")

        def _answer(self, code: int, body: bytes) -> None:
            self.send_response(code)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    return Page


def main() -> None:
    port, workers, data = configured(sys.argv[1])
    log("INFO", f"listening on 127.0.0.1:{port} with {workers} workers")
    http.server.ThreadingHTTPServer(("127.0.0.1", port), handler(data)).serve_forever()


if __name__ == "__main__":
    main()
