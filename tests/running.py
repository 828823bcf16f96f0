"""A whole running shop for the tests that need one: its own process, port and data folder.

The front end is exported once: ``python -m storefront build`` does nothing when it is up to date, and parallel
test workers wait for each other there.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def build_once() -> None:
    """Export the front end if it is not up to date."""
    subprocess.run([sys.executable, "-m", "storefront", "build"], cwd=ROOT, check=True, capture_output=True)


class RunningShop:
    """A shop that can be started, killed and started again over the same data."""

    def __init__(self, data: Path, **settings: str) -> None:
        """``settings`` are environment variables without ``STOREFRONT_``, in lower case."""
        self.data, self.port = data, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data / "server.log"
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("STOREFRONT_")}
        own = {"data": str(data), "port": str(self.port), "public_url": self.url, "rates": "no", **settings}
        self.environment |= {f"STOREFRONT_{name.upper()}": value for name, value in own.items()}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "RunningShop":
        """Start it and wait until it answers."""
        build_once()
        self.data.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "storefront", "run"],
                cwd=ROOT,
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"the shop did not start:\n{self.log.read_text()[-3000:]}")
            try:
                if httpx.get(f"{self.url}/ping", timeout=2, trust_env=False).is_success:
                    return self
            except httpx.HTTPError:
                time.sleep(0.1)
        raise RuntimeError(f"the shop did not answer in time:\n{self.log.read_text()[-3000:]}")

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End it, by default as Ctrl-C would; ``signal.SIGKILL`` pulls the plug."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(20)

    def mails(self) -> list[Path]:
        """The mails sent so far, oldest first."""
        return sorted((self.data / "mails").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
