"""SQS with a round trip of 20 ms, which no emulator has: a stand-in that counts gives the messages, ten to an answer."""

import json
import urllib.request

from . import longshore
from .machine import BINARIES, PROGRAMS, PYTHON, cpu_seconds, free_port, say, start, stop, wait

MILLISECONDS = 20


class StandIn:
    def __init__(self, count):
        self.port = free_port()
        self.process = start("sqs", [PYTHON, PROGRAMS / "sqs_stand_in.py", self.port, count, MILLISECONDS])
        self.url = f"http://127.0.0.1:{self.port}"
        wait(20, self.counts)

    def counts(self):
        try:
            with urllib.request.urlopen(self.url, timeout=10) as answer:
                return json.load(answer)
        except OSError:
            return None


def rows(receiver, count):
    return [taken(receiver, count), delivered(receiver, count)]


def apply(receiver, name, url):
    source = f"""{{name: orders, format: raw, workers: 1, event_type: {{header: event-type}}, \
sqs: {{queue: orders, region: eu-central-1, endpoint: "{url}", access_key_id: bench, secret_access_key: bench}}}}"""
    longshore.apply(name, [source], receiver.url)


def taken(receiver, count):
    """From the queue into the intake, and deleted there; nobody stores or delivers meanwhile."""
    say(f"SQS at {MILLISECONDS} ms: {count} messages taken")
    stand_in = StandIn(count)
    apply(receiver, "sqs-taken", stand_in.url)
    ingest = start("ingest", [BINARIES / "longshore", "ingest"], env=longshore.ENVIRONMENT | {"LONGSHORE_INTAKE_LIMIT": str(2 * count)})
    try:
        wait(120, lambda: stand_in.counts()["deleted"] >= count, 0.1)
        result = row("taken and deleted", stand_in, count)
        return result | {"cpu": cpu_seconds(ingest.pid) * 100_000 / count, "stores": "the intake in Redis"}
    finally:
        stop(ingest)
        longshore.psql("UPDATE sources SET status = 'paused'")
        # What this left in the intake is stored and delivered before the next row begins.
        before = receiver.count()
        worker = start("worker", [BINARIES / "longshore", "worker"], env=longshore.ENVIRONMENT)
        wait(120, lambda: receiver.count() - before >= count, 0.1)
        stop(worker)
        stop(stand_in.process)


def delivered(receiver, count):
    """All of Longshore, deliveries included."""
    stand_in = StandIn(count)
    apply(receiver, "sqs-delivered", stand_in.url)
    try:
        result = longshore.drained(receiver, count, "Longshore, delivered")
        return result | {key: value for key, value in row("", stand_in, count).items() if key in ("receives", "most")}
    finally:
        stop(stand_in.process)


def row(name, stand_in, count):
    counts = stand_in.counts()
    return {
        "name": name,
        "rate": count / (counts["last"] - counts["first"]),
        "receives": counts["receives"],
        "deletes": counts["deletes"],
        "most": counts["most"],
        "memory": 0,
    }
