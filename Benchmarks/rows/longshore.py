"""Longshore as a row: a project of its own for each measurement, one worker and one ingest process."""

import os
import subprocess
import time
import urllib.parse

from .machine import BINARIES, Stolen, cpu_of, cpu_seconds, folder, peak_memory, say, start, stop, wait
from .receiver import LOOK

POSTGRES = os.environ["LONGSHORE_TEST_POSTGRES_URL"]
REDIS = os.environ["LONGSHORE_TEST_REDIS_URL"]
# A database of the benchmark's own.
DATABASE = urllib.parse.urlunsplit(urllib.parse.urlsplit(POSTGRES)._replace(path=f"/bench{os.getpid()}"))
ENVIRONMENT = os.environ | {
    "LONGSHORE_POSTGRES_URL": DATABASE,
    "LONGSHORE_REDIS_URL": REDIS + "/7",
    "LONGSHORE_SECRET_KEY": "bG9uZ3Nob3JlLWJlbmNobWFyay1rZXktMzItYnl0ZXM=",
    "BENCH_SECRET": "whsec_bG9uZ3Nob3JlLWRlbW8tc2VjcmV0LW5vdC1mb3ItcmVhbA==",
    "LONGSHORE_ALLOW_PRIVATE_NETWORKS": "true",
    "LONGSHORE_LOG_LEVEL": "warning",
    # The Kafka broker answers an idle consumer's fetches at once, so that it and the consumer burn a core (kcat does too). A consumer
    # that is held back by the intake does not fetch.
    "LONGSHORE_INTAKE_LIMIT": "5000",
}
SERVERS = {"postgres": {"postgres"}, "redis": {"redis-server"}}


def psql(sql, url=DATABASE):
    return subprocess.run(["psql", url, "-tAqc", sql], check=True, capture_output=True, text=True).stdout.strip()


def command(*arguments):
    """What a command of Longshore's prints."""
    return subprocess.run([BINARIES / "longshore", *arguments], check=True, env=ENVIRONMENT, capture_output=True, text=True).stdout


def make_database():
    psql(f"CREATE DATABASE bench{os.getpid()}", POSTGRES)
    command("migrate")


def apply(project, sources, url):
    """Makes a project of its own: its sources, as lines of YAML, into one endpoint. Sources of earlier projects rest from now on."""
    psql("UPDATE sources SET status = 'paused'")
    path = folder / f"{project}.yaml"
    lines = "\n".join(f"      - {source}" for source in sources)
    path.write_text(f"""
version: 1
projects:
  - name: {project}
    type: outgoing
    sources:
{lines}
    endpoints:
      - {{name: receiver, url: "{url}", secret: "${{BENCH_SECRET}}"}}
    subscriptions:
      - {{name: all, endpoint: receiver, event_types: ["order.*"]}}
""")
    command("apply", "-f", path)


def pair():
    """A worker and an ingest process."""
    return [start(role, [BINARIES / "longshore", role], env=ENVIRONMENT) for role in ("worker", "ingest")]


def drained(receiver, count, name="Longshore"):
    """Delivers what waits in the brokers; the clock runs from the first request to the last delivery that is recorded."""
    say(f"{name}: {count} events")
    used = {server: cpu_of(names) for server, names in SERVERS.items()}
    before, mark = receiver.count(), psql("SELECT now()")
    worker, ingest = processes = pair()
    try:
        wait(60, lambda: receiver.count() > before, 0.02)
        began, first, stolen = time.monotonic(), receiver.count(), Stolen()
        wait(300, lambda: receiver.count() - before >= count, LOOK)
        recorded = f"SELECT count(*) FROM deliveries WHERE status = 3 AND acknowledged_at > '{mark}'"
        wait(60, lambda: psql(recorded) == str(count), LOOK)
        took = time.monotonic() - began
        share = 100_000 / count
        return {
            "name": name,
            "rate": (count - (first - before)) / took,
            "cpu": (cpu_seconds(worker.pid) + cpu_seconds(ingest.pid)) * share,
            "memory": peak_memory(worker.pid),
            "stores": "event, delivery, attempt; signs, retries",
            "stolen": stolen.share(),
            "parts": {"worker": cpu_seconds(worker.pid) * share, "ingest": cpu_seconds(ingest.pid) * share}
            | {server: (cpu_of(names) - used[server]) * share for server, names in SERVERS.items()},
        }
    finally:
        for process in reversed(processes):
            stop(process)
