"""The speed table: the same payloads to the same receiver, one after the other, in one run.

Longshore's latency at a steady rate first, then a block of rows for each broker, and the pool with many sources.
Needs the servers of scripts/with-servers.
"""

import argparse
import json
import os
import shutil

from rows import kafka_rows, longshore, pool_rows, pubsub_rows, rabbitmq_rows, sqs_rows
from rows.machine import folder, stop_all
from rows.receiver import Receiver

PARTS = ["kafka", "rabbitmq", "pubsub", "sqs", "pool"]


def measure(options):
    parts = options.only or PARTS
    longshore.make_database()
    receiver = Receiver()
    results = {}
    try:
        if "kafka" in parts:
            results["latency"] = kafka_rows.latency(receiver, 1_000, 20)
            results["kafka"] = kafka_rows.rows(receiver, options.count, not options.only_longshore)
        if "rabbitmq" in parts:
            results["rabbitmq"] = rabbitmq_rows.rows(receiver, options.count, not options.only_longshore)
        if "pubsub" in parts:
            results["pubsub"] = pubsub_rows.rows(receiver, options.count // 5, not options.only_longshore)
        if "sqs" in parts:
            results["sqs"] = sqs_rows.rows(receiver, options.count // 2)
        if "pool" in parts:
            results["pool"] = pool_rows.rows(options.sources)
    finally:
        stop_all()
    return results


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


def report(results, count):
    print(f"\n{count} events of 300 bytes, {os.cpu_count()} cores shared by everything")
    if "kafka" in results:
        table("Kafka", results["kafka"])
        late = results["latency"]
        print(f"  latency at {late['rate']}/s, accepted to delivered: p50 {late['p50']} ms, p99 {late['p99']} ms, max {late['max']} ms")
    if "rabbitmq" in results:
        table("RabbitMQ", results["rabbitmq"])
    if "pubsub" in results:
        table(f"Pub/Sub, {count // 5} events", results["pubsub"])
    if "sqs" in results:
        table(f"SQS, {sqs_rows.MILLISECONDS} ms away, {count // 2}", results["sqs"])
        print("  a stand-in of ours that answers late and counts, since no emulator is as far away as AWS")
    if "pool" in results:
        pool(results["pool"])


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--count", type=int, default=100_000, help="events of a row")
    options.add_argument("--only", action="append", choices=PARTS, help="measure this part only; may be repeated")
    options.add_argument("--only-longshore", action="store_true", help="leave the peers out")
    options.add_argument("--sources", type=int, default=200, help="sources of the pool")
    options.add_argument("--json", action="store_true", help="print the numbers for a program")
    options = options.parse_args()
    results = measure(options)
    if options.json:
        print(json.dumps(results, indent=2))
    else:
        report(results, options.count)
    # After a failure the logs in it are of use.
    shutil.rmtree(folder)


main()
