"""Kafka to webhook. The broker writes all that it keeps anew whenever something has changed, and stalls meanwhile: what has been
measured is deleted."""

import base64
import json
import os
import subprocess

from confluent_kafka.admin import AdminClient

from . import longshore
from .machine import PROGRAMS, PYTHON, ROOT, say, stop, wait
from .payloads import payloads
from .receiver import ceiling, drain

BROKER = os.environ["LONGSHORE_TEST_KAFKA"]


def publish(topic, count, rate=None):
    if rate is None:
        subprocess.run(["kcat", "-b", BROKER, "-P", "-t", topic, "-H", "event-type=order.paid"],
                       input=("\n".join(payloads(count)) + "\n").encode(), check=True)
        return
    messages = "\n".join(
        json.dumps({"value": base64.b64encode(line.encode()).decode(), "headers": {"event-type": "order.paid"}})
        for line in payloads(count)
    )
    subprocess.run([PYTHON, ROOT / "Tests/Judges/produce.py", BROKER, topic, str(rate)], input=messages.encode(), check=True)


def forget(topic):
    """Deletes a topic, so that the broker has nothing to do with it while the next row runs."""
    client = AdminClient({"bootstrap.servers": BROKER, "log_level": 3})
    client.delete_topics([topic])[topic].result(30)


def apply(receiver, topic):
    source = f"""{{name: orders, format: raw, event_type: {{header: event-type}}, \
kafka: {{brokers: ["{BROKER}"], topics: [{topic}], consumer_group: {topic}, start: earliest, assignment: range}}}}"""
    longshore.apply(topic, [source], receiver.url)


def rows(receiver, count, with_peers):
    result = []
    if with_peers:
        result.append(ceiling(receiver, count))
        topic = f"peers-{os.getpid()}"
        publish(topic, count)
        for name, script in (("mq-bridge", "mq_bridge_route.py"), ("plain Python", "python_bridge.py")):
            result.append(drain(name, [PYTHON, PROGRAMS / script, BROKER, topic, receiver.url], receiver, count, "nothing"))
        forget(topic)
    topic = f"drain-{os.getpid()}"
    publish(topic, count)
    apply(receiver, topic)
    result.append(longshore.drained(receiver, count))
    forget(topic)
    return result


def latency(receiver, rate, seconds):
    say(f"Longshore: latency at {rate}/s for {seconds} s")
    topic = f"latency-{os.getpid()}"
    # The topic must be there, and read, before the clock starts.
    publish(topic, 1)
    apply(receiver, topic)
    before = receiver.count()
    processes = longshore.pair()
    wait(60, lambda: receiver.count() > before)
    mark = longshore.psql("SELECT now()")
    publish(topic, rate * seconds, rate)
    query = f"FROM deliveries WHERE acknowledged_at > '{mark}'"
    wait(60, lambda: longshore.psql(f"SELECT count(*) {query} AND status = 3") == str(rate * seconds))
    p50, p99, top = longshore.psql(
        "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY latency_ms), percentile_disc(0.99) WITHIN GROUP (ORDER BY latency_ms), "
        f"max(latency_ms) {query}"
    ).split("|")
    for process in reversed(processes):
        stop(process)
    forget(topic)
    return {"rate": rate, "p50": int(p50), "p99": int(p99), "max": int(top)}
