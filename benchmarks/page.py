"""How light the live page is: bytes over the wire, first paint, and Lighthouse's scores.

    python benchmarks/page.py [--url http://127.0.0.1:8000/] [--json OUT]

Without --url it serves the page itself, with gunicorn and the starter catalog. Needs the extra
`dev`, Chromium, and npx, which fetches Lighthouse. Ends with 1 when a limit is missed.
"""

import argparse
import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
LIGHTHOUSE = "lighthouse@12"
CATEGORIES = ("performance", "accessibility", "best-practices")
VIEWS = 5
MAX_BYTES = 250_000  # of everything that the first view loads, headers included
MAX_FIRST_PAINT_MS = 1000  # on this machine, without a slowed-down network
MIN_SCORE = 95  # of 100; Lighthouse slows network and processor down like a mid-range phone
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""


def main() -> None:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", help="a running live page; otherwise one is served")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    with contextlib.nullcontext(options.url) if options.url else served() as url:
        figures = {**first_view(url), **lighthouse(url)}
    text = json.dumps(figures, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")
    sys.exit("; ".join(misses(figures)) or 0)


@contextlib.contextmanager
def served() -> Iterator[str]:
    """Serve the page from a fresh database, as `make run` does."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/moods.db"}
        python = [sys.executable, "-m"]
        run = [*python, "flask", "--app", "app", "set-up"]
        subprocess.run(run, cwd=ROOT, env=environment, check=True)
        serve = [*python, "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "app:app"]
        server = subprocess.Popen(serve, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        try:
            yield await_answer(f"http://127.0.0.1:{port}/")
        finally:
            server.terminate()
            server.wait()


def await_answer(url: str, patience_s: float = 30) -> str:
    """Return `url` as soon as it answers. Raises TimeoutError when it does not."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(url):
            return url
        time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer within {patience_s} seconds")


def first_view(url: str) -> dict[str, Any]:
    """Load the page with an empty cache, VIEWS times; return the median of each figure."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=False)
        views = [load(browser, url) for _ in range(VIEWS)]
        browser.close()
    hosts = set.union(*(view.pop("hosts") for view in views))
    figures = {name: round(statistics.median(view[name] for view in views)) for name in views[0]}
    return {**figures, "other_hosts": sorted(hosts - {urlsplit(url).netloc})}


def load(browser: Browser, url: str) -> dict[str, Any]:
    """Load the page once; `bytes` are those over the wire, headers included."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    loaded: list[float] = []
    hosts: set[str] = set()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda one: loaded.append(one["encodedDataLength"]))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(url, wait_until="networkidle")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    context.close()
    return {
        "requests": len(loaded),
        "bytes": sum(loaded),
        "first_contentful_paint_ms": paint,
        "hosts": hosts,
    }


def lighthouse(url: str) -> dict[str, Any]:
    """Return Lighthouse's scores of 0 to 100, and its first paint on a slow phone."""
    flags = "--headless=new --no-sandbox --disable-gpu"
    command = ["npx", "--yes", LIGHTHOUSE, url, "--quiet", "--output=json"]
    command += [f"--chrome-flags={flags}", f"--only-categories={','.join(CATEGORIES)}"]
    done = subprocess.run(
        command,
        env={**os.environ, "CHROME_PATH": CHROMIUM},
        stdout=subprocess.PIPE,
        check=True,
    )
    report = json.loads(done.stdout)
    scores = {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}
    paint = report["audits"]["first-contentful-paint"]["numericValue"]
    return {"lighthouse": scores, "lighthouse_first_contentful_paint_ms": round(paint)}


def misses(figures: dict[str, Any]) -> list[str]:
    """Name every limit that is missed."""
    limits = {
        f"more than {MAX_BYTES} bytes": figures["bytes"] > MAX_BYTES,
        f"first paint after {MAX_FIRST_PAINT_MS} ms": figures["first_contentful_paint_ms"]
        > MAX_FIRST_PAINT_MS,
        "another host was asked": bool(figures["other_hosts"]),
        f"a Lighthouse score under {MIN_SCORE}": min(figures["lighthouse"].values()) < MIN_SCORE,
    }
    return [sentence for sentence, missed in limits.items() if missed]


if __name__ == "__main__":
    main()
