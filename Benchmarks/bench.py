"""The speed table: the same payloads to the same receiver, one after the other, in one run.

Longshore's latency at a steady rate first, then a block of rows for each broker, and the pool with many sources.
Needs the servers of scripts/with-servers.
"""

import argparse
import json
import os
import shutil
import sys

from rows import kafka_rows, longshore, pool_rows, pubsub_rows, rabbitmq_rows, sqs_rows
from rows.machine import folder, stop_all
from rows.receiver import Receiver

PARTS = ["kafka", "rabbitmq", "pubsub", "sqs", "pool"]


def measure(options):
    """Measures one part after the other; each is a name and its numbers."""
    parts = options.only or PARTS
    peers = not options.only_longshore
    longshore.make_database()
    receiver = Receiver()
    try:
        if "kafka" in parts:
            yield "latency", kafka_rows.latency(receiver, 1_000, 20)
            yield "kafka", kafka_rows.rows(receiver, options.count, peers)
        if "rabbitmq" in parts:
            yield "rabbitmq", rabbitmq_rows.rows(receiver, options.count, peers)
        if "pubsub" in parts:
            yield "pubsub", pubsub_rows.rows(receiver, options.count // 5, peers)
        if "sqs" in parts:
            yield "sqs", sqs_rows.rows(receiver, options.count // 2)
        if "pool" in parts:
            yield "pool", pool_rows.rows(options.sources)
    finally:
        stop_all()


def table(title, rows):
    print(f"\n{title:<28}{'events/s':>9}  {'CPU s/100k':>10}  {'peak MB':>7}  stores")
    for row in rows:
        if "failed" in row:
            print(f"{row['name']:<28}{'failed: ' + row['failed']}")
        else:
            memory = f"{row['memory'] / 2**20:.0f}" if row["memory"] else "-"
            print(f"{row['name']:<28}{row['rate']:>9,.0f}  {row['cpu']:>10.1f}  {memory:>7}  {row['stores']}")
    for row in rows:
        if "parts" in row:
            parts = ", ".join(f"{name} {seconds:.1f}" for name, seconds in row["parts"].items())
            print(f"  Longshore's CPU seconds per 100,000: {parts}; peak MB is the worker's")
    stolen = [row["stolen"] for row in rows if "stolen" in row]
    if max(stolen, default=0) > 0.01:
        print(f"  taken from this machine by others meanwhile: {', '.join(f'{share:.0%}' for share in stolen)} of its time")
    brokers = [f"{row['name']} {row['broker']:.1f}" for row in rows if "broker" in row]
    if brokers:
        print(f"  the broker's CPU seconds per 100,000: {', '.join(brokers)}")


def pool(rows):
    sources = rows[0]["running"]
    print(f"\n{f'{sources} sources, one ingest':<28}{'all run after':>13}  {'idle CPU':>8}  {'MB':>5}  {'threads':>7}")
    for row in rows:
        idle = f"{row['idle'] * 100:.1f} %"
        print(f"{row['name']:<28}{row['start']:>11.1f} s  {idle:>8}  {row['memory'] / 2**20:>5.0f}  {row['threads']:>7}")


def report(part, rows, count):
    """Prints a part as soon as it is measured: what fails after it does not take it away."""
    if part == "latency":
        print(f"\nlatency at {rows['rate']}/s, accepted to delivered: p50 {rows['p50']} ms, p99 {rows['p99']} ms, max {rows['max']} ms")
    elif part == "kafka":
        table("Kafka", rows)
    elif part == "rabbitmq":
        table("RabbitMQ", rows)
    elif part == "pubsub":
        table(f"Pub/Sub, {count // 5} events", rows)
    elif part == "sqs":
        table(f"SQS, {sqs_rows.MILLISECONDS} ms away, {count // 2}", rows)
        print("  a stand-in of ours that answers late and counts, since no emulator is as far away as AWS")
    else:
        pool(rows)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--count", type=int, default=100_000, help="events of a row")
    options.add_argument("--only", action="append", choices=PARTS, help="measure this part only; may be repeated")
    options.add_argument("--only-longshore", action="store_true", help="leave the peers out")
    options.add_argument("--sources", type=int, default=200, help="sources of the pool")
    options.add_argument("--json", action="store_true", help="print the numbers for a program")
    options = options.parse_args()
    if options.json:
        print(json.dumps(dict(measure(options)), indent=2))
    else:
        print(f"{options.count} events of 300 bytes, {os.cpu_count()} cores shared by everything", flush=True)
        for part, rows in measure(options):
            report(part, rows, options.count)
            sys.stdout.flush()
    # After a failure the logs in it are of use.
    shutil.rmtree(folder)


main()
