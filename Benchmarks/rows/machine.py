"""Processes, their processor time and memory, and waiting."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = ROOT / "Benchmarks/programs"
BINARIES = ROOT / ".build/release"
PYTHON = os.environ["LONGSHORE_TEST_PYTHON"]
TICKS = os.sysconf("SC_CLK_TCK")

folder = Path(tempfile.mkdtemp(prefix="longshore-bench-"))
running = []


def say(text):
    print(f"==> {text}", file=sys.stderr, flush=True)


def start(name, arguments, **options):
    log = open(folder / f"{name}.log", "wb")
    process = subprocess.Popen([str(a) for a in arguments], stdout=log, stderr=subprocess.STDOUT, **options)
    running.append(process)
    return process


def stop(process):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process in running:
        running.remove(process)


def stop_all():
    for process in list(running):
        stop(process)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(pid):
    """User and system time of a process and its threads, or 0 when it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def cpu_of(names):
    """CPU seconds of all processes with these names, children that ended not included."""
    total = 0.0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "comm").read_text().strip() in names:
                    total += cpu_seconds(int(entry.name))
            except OSError:
                pass
    return total


class Stolen:
    """The share of the machine's time that its host gave to others since this was made."""

    def __init__(self):
        self.before = self.ticks()

    @staticmethod
    def ticks():
        numbers = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        return sum(numbers), numbers[7]

    def share(self):
        total, stolen = self.ticks()
        return (stolen - self.before[1]) / max(1, total - self.before[0])


def status(pid, name):
    """A number of /proc/PID/status."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0


def peak_memory(pid):
    return status(pid, "VmHWM") * 1024


def wait(seconds, condition, interval=0.05):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except (OSError, IndexError):
            pass
        time.sleep(interval)
    raise TimeoutError(f"not within {seconds} s; logs in {folder}")

