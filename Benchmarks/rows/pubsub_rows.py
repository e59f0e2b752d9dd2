"""Google's Pub/Sub emulator to webhook. The emulator gives what it gives: a plain pull loop beside Longshore says how much that is."""

import base64
import glob
import http.client
import json
import os
import threading
import time

from . import longshore
from .machine import Stolen, cpu_seconds, free_port, say, start, stop, wait
from .payloads import payloads

PROJECT = "longshore-bench"
FOLDER = "/usr/lib/google-cloud-sdk/platform/pubsub-emulator/lib"
# The most that the service takes in one request.
PORTION = 1_000
PULLERS = 4


class Emulator:
    """The official emulator, which keeps everything in memory."""

    def __init__(self):
        self.port = free_port()
        jar = os.environ.get("LONGSHORE_TEST_PUBSUB_EMULATOR") or glob.glob(f"{FOLDER}/cloud-pubsub-emulator*.jar")[0]
        self.process = start("pubsub", ["java", "-Xmx1g", "-jar", jar, "--host=127.0.0.1", f"--port={self.port}"])
        wait(60, lambda: self.ask(self.connection(), "GET", "topics") is not None)

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, connection, method, path, body=None):
        connection.request(method, f"/v1/projects/{PROJECT}/{path}", json.dumps(body) if body is not None else None,
                           {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:200]}")
        return json.loads(text)

    def fill(self, name, count):
        """Makes a topic with a subscription of the same name, and publishes."""
        connection = self.connection()
        self.ask(connection, "PUT", f"topics/{name}", {})
        self.ask(connection, "PUT", f"subscriptions/{name}",
                 {"topic": f"projects/{PROJECT}/topics/{name}", "ackDeadlineSeconds": 60})
        messages = [
            {"data": base64.b64encode(line.encode()).decode(), "attributes": {"event-type": "order.paid"}} for line in payloads(count)
        ]
        for first in range(0, count, PORTION):
            self.ask(connection, "POST", f"topics/{name}:publish", {"messages": messages[first:first + PORTION]})

    def delete(self, name):
        connection = self.connection()
        self.ask(connection, "DELETE", f"subscriptions/{name}")
        self.ask(connection, "DELETE", f"topics/{name}")


def pull_loop(emulator, name, count):
    """Pulls and acknowledges everything, and does nothing with it."""
    say(f"Pub/Sub: plain pull loop, {count} messages")
    taken = [0] * PULLERS

    def work(number):
        connection = emulator.connection()
        while sum(taken) < count:
            try:
                answer = emulator.ask(connection, "POST", f"subscriptions/{name}:pull", {"maxMessages": PORTION})
            except (OSError, http.client.HTTPException):
                # A pull that waits when everything has been taken ends with the emulator.
                if sum(taken) < count:
                    raise
                return
            ids = [message["ackId"] for message in answer.get("receivedMessages", [])]
            if ids:
                emulator.ask(connection, "POST", f"subscriptions/{name}:acknowledge", {"ackIds": ids})
                taken[number] += len(ids)

    used, began, stolen = time.process_time(), time.monotonic(), Stolen()
    threads = [threading.Thread(target=work, args=[number], daemon=True) for number in range(PULLERS)]
    for thread in threads:
        thread.start()
    wait(300, lambda: sum(taken) >= count, 0.02)
    return {
        "name": "plain pull loop",
        "rate": count / (time.monotonic() - began),
        "cpu": (time.process_time() - used) * 100_000 / count,
        "memory": 0,
        "stores": "nothing, delivers nothing",
        "stolen": stolen.share(),
    }


def rows(receiver, count, with_peers):
    emulator = Emulator()
    result = []

    def with_broker(measure):
        used = cpu_seconds(emulator.process.pid)
        row = measure()
        result.append(row | {"broker": (cpu_seconds(emulator.process.pid) - used) * 100_000 / count})

    try:
        if with_peers:
            emulator.fill("plain", count)
            with_broker(lambda: pull_loop(emulator, "plain", count))
            emulator.delete("plain")
        emulator.fill("orders", count)
        source = f"""{{name: orders, format: raw, event_type: {{header: event-type}}, \
pubsub: {{project: {PROJECT}, subscription: orders, endpoint: "http://127.0.0.1:{emulator.port}"}}}}"""
        longshore.apply(f"pubsub-{os.getpid()}", [source], receiver.url)
        with_broker(lambda: longshore.drained(receiver, count))
    finally:
        stop(emulator.process)
    return result
