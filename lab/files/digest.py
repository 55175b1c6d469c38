"""A job of the host: every second it fetches the shop by its name, and tells how that went."""

import http.server
import threading
import time
import urllib.request

RUNS = {"ok": 0, "error": 0}
STATE = {"last": ""}


def log(level, message):
    print(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {level} {message}", flush=True)


def work():
    while True:
        try:
            with urllib.request.urlopen("http://shop.lab.test:18000/", timeout=4) as page:
                page.read()
        except (urllib.error.HTTPError, TimeoutError):
            RUNS["ok"] += 1
            STATE["last"] = ""
        except OSError as error:
            RUNS["error"] += 1
            STATE["last"] = f"cannot fetch http://shop.lab.test:18000/: {error}"
            log("ERROR", STATE["last"])
        else:
            RUNS["ok"] += 1
            STATE["last"] = ""
        time.sleep(0.5)


class Page(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        lines = "".join(f'digest_runs_total{{result="{result}"}} {count}\n' for result, count in RUNS.items())
        body = lines if self.path == "/metrics" else (STATE["last"] or "ok") + "\n"
        self.send_response(500 if STATE["last"] and self.path != "/metrics" else 200)
        self.end_headers()
        self.wfile.write(body.encode())


threading.Thread(target=work, daemon=True).start()
log("INFO", "making digests")
http.server.ThreadingHTTPServer(("127.0.0.1", 18020), Page).serve_forever()
