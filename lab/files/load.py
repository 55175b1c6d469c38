"""Four visitors: without steady traffic no alert on errors or latency ever fires."""

import threading
import time
import urllib.request


def visitor():
    while True:
        try:
            urllib.request.urlopen("http://127.0.0.1:18000/", timeout=6).read()
        except OSError:
            pass
        time.sleep(0.4)


for _ in range(4):
    threading.Thread(target=visitor, daemon=True).start()
threading.Event().wait()
