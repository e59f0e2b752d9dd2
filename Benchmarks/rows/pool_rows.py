"""Many sources in one `ingest` process: how soon all of them run, and what they cost while nothing comes."""

import json
import time

from . import longshore
from .machine import BINARIES, cpu_seconds, say, start, status, stop, wait
from .rabbitmq_rows import RabbitMQ

SETTLE = 10
IDLE = 20


def streams(count, prefix="in"):
    return [
        f"""{{name: {prefix}-{number}, format: raw, event_type: order.paid, \
redis_streams: {{url: "{longshore.REDIS}/8", stream: "{prefix}:{number}", group: bench}}}}"""
        for number in range(count)
    ]


def queues(count, server):
    return [
        f"""{{name: queue-{number}, format: raw, event_type: order.paid, \
amqp: {{url: "{server.url}", queue: "queue-{number}", declare: {{durable: true}}}}}}"""
        for number in range(count)
    ]


def measure(name, sources):
    say(f"pool: {len(sources)} sources, {name}")
    project = f"pool-{name.replace(' ', '-')}"
    longshore.apply(project, sources, "http://127.0.0.1:9/")

    def running():
        states = json.loads(longshore.command("sources", "--json", "--project", project))
        return sum(state["state"] == "running" for state in states)

    began = time.monotonic()
    process = start(project, [BINARIES / "longshore", "ingest"], env=longshore.ENVIRONMENT)
    try:
        wait(120, lambda: running() == len(sources), 0.1)
        took = time.monotonic() - began
        start_cpu = cpu_seconds(process.pid)
        time.sleep(SETTLE)
        used, since = cpu_seconds(process.pid), time.monotonic()
        time.sleep(IDLE)
        idle = (cpu_seconds(process.pid) - used) / (time.monotonic() - since)
        return {
            "name": name,
            "start": took,
            "cpu": start_cpu,
            "idle": idle,
            "memory": status(process.pid, "VmRSS") * 1024,
            "threads": status(process.pid, "Threads"),
            "running": running(),
        }
    finally:
        stop(process)


def rows(count):
    server = RabbitMQ()
    try:
        half = count // 2
        return [
            measure("redis_streams", streams(count)),
            measure("amqp", queues(count, server)),
            measure("half of each", streams(half) + queues(half, server)),
        ]
    finally:
        server.stop()
