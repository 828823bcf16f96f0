"""What this machine has for the tests: Chromium, PostgreSQL, Redis; and servers started for one test run.

``python -m tests.machine`` says what is missing and installs it where it may. At a developer's desk a test
whose server is missing is skipped with the reason; in CI (``CI=true``) it fails.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# What a test can need → (how people call it, Debian's package).
KINDS = {
    "browser": ("Chromium", "chromium-headless-shell"),
    "postgresql": ("PostgreSQL", "postgresql"),
    "redis": ("Redis", "redis-server"),
}


def in_ci() -> bool:
    """Whether nothing may be skipped."""
    return os.environ.get("CI") == "true"


def chromium() -> str | None:
    """Debian's Chromium; None where there is none, for Playwright's own.

    The one without windows, which Playwright takes too, opens a page in half the time.
    """
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def has(kind: str) -> bool:
    """Whether this machine has what the tests of a kind need."""
    if kind == "browser":
        own = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
        return chromium() is not None or any(own.glob("chromium*"))
    if kind == "postgresql":
        return bool(os.environ.get("STOREFRONT_TEST_POSTGRESQL")) or _initdb() is not None
    return shutil.which("redis-server") is not None


def needs(kind: str) -> None:
    """Skip this test with a reason when the machine lacks something; in CI, fail it."""
    if not has(kind):
        name, package = KINDS[kind]
        reason = f"{name} is not installed (Debian: apt-get install {package})"
        pytest.fail(reason) if in_ci() else pytest.skip(reason)


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of our own, without a port and gone afterwards; yields libpq's address of it.

    It sorts text as people do (ICU), because that differs from Python's order and a shop's server may.
    ``STOREFRONT_TEST_POSTGRESQL`` names a server to use instead, by a role that may create databases.
    """
    if named := os.environ.get("STOREFRONT_TEST_POSTGRESQL"):
        yield named
        return
    initdb = _initdb()
    assert initdb is not None, "call needs() first"
    home = Path(tempfile.mkdtemp(prefix="storefront-pg-", dir="/tmp"))
    as_somebody = []
    if os.getuid() == 0:  # the server refuses to run as root
        shutil.chown(home, "postgres")
        as_somebody = ["runuser", "-u", "postgres", "--"]
    kept, data = home / "log", home / "data"
    locale = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]
    quick = "-c fsync=off -c full_page_writes=off -c listen_addresses='' -c max_connections=200"
    control = [*as_somebody, str(initdb.with_name("pg_ctl")), "-D", str(data), "-s", "-w"]
    try:
        _run([*as_somebody, str(initdb), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N", *locale])
        _run([*control, "-l", str(kept), "-o", f"-k {home} {quick}", "start"])
        yield f"postgresql://postgres@/postgres?host={home}"
        _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str]:
    """A Redis server of our own that keeps nothing; yields its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen([*command, "--dir", folder], stdout=subprocess.DEVNULL)
        try:
            _wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(10)


def main() -> int:
    """Say what is missing, and install it where that is possible."""
    missing = [kind for kind in KINDS if not has(kind)]
    if not missing:
        print("Chromium, PostgreSQL and Redis are here: every test can run.")
        return 0
    if os.getuid() == 0 and shutil.which("apt-get"):
        packages = [KINDS[kind][1] for kind in missing]
        print(f"Installing what the tests need: {', '.join(packages)} …", flush=True)
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update", "-q"],
            ["apt-get", "install", "-qy", "--no-install-recommends", *packages],
        ):
            subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
    for kind in missing:
        name, package = KINDS[kind]
        if has(kind):
            print(f"{name} is installed now.")
        else:
            what = "would fail" if in_ci() else "are skipped"
            print(f"{name} is missing, so tests marked {kind!r} {what}. On Debian: apt-get install {package}")
    return 1 if in_ci() and not all(map(has, KINDS)) else 0


def _initdb() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1]
    on_path = shutil.which("initdb")
    return Path(on_path) if on_path else None


def _run(command: list[str]) -> None:
    # Not captured by a pipe: the server would inherit it and keep it open.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, stdout=said, stderr=said, cwd="/", check=False)
        if done.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)}:\n{said.read().decode(errors='replace')}")


def _wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"nothing listens on port {port}")


if __name__ == "__main__":
    sys.exit(main())
