"""The speed table: the same payloads to the same receiver, one after the other, in one run.

Longshore's latency at a steady rate first, then the rows: the HTTP client alone (ceiling), mq-bridge, plain Python, Longshore.
The broker writes all that it keeps anew whenever something has changed, and stalls meanwhile: what has been measured is deleted.
Needs the servers of scripts/with-servers. `--json` prints the numbers for a program. `--count N` changes the number of events.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from confluent_kafka.admin import AdminClient

ROOT = Path(__file__).resolve().parent.parent
BINARIES = ROOT / ".build/release"
PYTHON = os.environ["LONGSHORE_TEST_PYTHON"]
BROKER = os.environ["LONGSHORE_TEST_KAFKA"]
POSTGRES = os.environ["LONGSHORE_TEST_POSTGRES_URL"]
REDIS = os.environ["LONGSHORE_TEST_REDIS_URL"]
TICKS = os.sysconf("SC_CLK_TCK")
SECRET_KEY = "bG9uZ3Nob3JlLWJlbmNobWFyay1rZXktMzItYnl0ZXM="

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


def peak_memory(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def psql(sql, url=None):
    return subprocess.run(["psql", url or DATABASE, "-tAqc", sql], check=True, capture_output=True, text=True).stdout.strip()


class Receiver:
    """nginx that answers 200 to everything, and counts."""

    def __init__(self):
        self.port = free_port()
        self.looks = 0
        configuration = folder / "nginx.conf"
        configuration.write_text(f"""
            daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.err;
            events {{ worker_connections 4096; }}
            http {{
                access_log off; client_body_temp_path {folder}/body; keepalive_requests 100000000; keepalive_timeout 300s;
                client_max_body_size 0; server_tokens off;
                server {{
                    listen 127.0.0.1:{self.port} backlog=4096;
                    location / {{ return 200; }}
                    location = /count {{ stub_status; }}
                }}
            }}""")
        self.process = start("nginx", ["/usr/sbin/nginx", "-p", folder, "-c", configuration])
        self.url = f"http://127.0.0.1:{self.port}/hook"
        wait(10, lambda: self.count() >= 0)

    def count(self):
        """Requests so far, without our own for this page."""
        text = urllib.request.urlopen(f"http://127.0.0.1:{self.port}/count", timeout=5).read().decode()
        self.looks += 1
        return int(text.splitlines()[2].split()[2]) - self.looks


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


def publish(topic, count, rate=None):
    payload = '{"seq":%d,"order":"ord-%09d","customer":"cust-42","amount":"199.90","currency":"EUR","note":"' + "x" * 200 + '"}'
    lines = [payload % (number, number) for number in range(1, count + 1)]
    if rate is None:
        subprocess.run(["kcat", "-b", BROKER, "-P", "-t", topic, "-H", "event-type=order.paid"],
                       input=("\n".join(lines) + "\n").encode(), check=True)
        return
    import base64
    messages = "\n".join(
        json.dumps({"value": base64.b64encode(line.encode()).decode(), "headers": {"event-type": "order.paid"}}) for line in lines
    )
    subprocess.run([PYTHON, ROOT / "Tests/Judges/produce.py", BROKER, topic, str(rate)], input=messages.encode(), check=True)


def forget(topic):
    """Deletes a topic, so that the broker has nothing to do with it while the next row runs."""
    client = AdminClient({"bootstrap.servers": BROKER, "log_level": 3})
    client.delete_topics([topic])[topic].result(30)


def drain(name, arguments, receiver, count, stores, **options):
    """Runs a peer that consumes until the receiver has had all; the clock starts with the first request."""
    say(f"{name}: {count} events")
    before = receiver.count()
    process = start(name.replace(" ", "-"), arguments, **options)
    wait(60, lambda: receiver.count() > before)
    began, first = time.monotonic(), receiver.count()
    wait(300, lambda: receiver.count() - before >= count, 0.02)
    took = time.monotonic() - began
    row = {
        "name": name,
        "rate": (count - (first - before)) / took,
        "cpu": cpu_seconds(process.pid) * 100_000 / count,
        "memory": peak_memory(process.pid),
        "stores": stores,
    }
    stop(process)
    return row


def ceiling(receiver, count):
    say(f"the HTTP client alone: {count} requests")
    output = subprocess.run([BINARIES / "HTTPCeiling", receiver.url, str(count)], check=True, capture_output=True, text=True).stdout
    numbers = json.loads(output)
    return {
        "name": "ceiling: HTTP client alone",
        "rate": count / numbers["seconds"],
        "cpu": numbers["cpu"] * 100_000 / count,
        "memory": numbers["memory"],
        "stores": "nothing, reads no broker",
    }


def manifest(url, topic):
    path = folder / f"{topic}.yaml"
    path.write_text(f"""
version: 1
projects:
  - name: {topic}
    type: outgoing
    sources:
      - name: orders
        kafka: {{brokers: ["{BROKER}"], topics: [{topic}], consumer_group: {topic}, start: earliest, assignment: range}}
        format: raw
        event_type: {{header: event-type}}
    endpoints:
      - {{name: receiver, url: "{url}", secret: "${{BENCH_SECRET}}"}}
    subscriptions:
      - {{name: all, endpoint: receiver, source: orders, event_types: ["order.*"]}}
""")
    return path


def apply(receiver, topic):
    """Makes a project of its own for the topic."""
    path = manifest(receiver.url, topic)
    subprocess.run([BINARIES / "longshore", "apply", "-f", path], check=True, env=ENVIRONMENT, stdout=subprocess.DEVNULL)


def longshore(receiver, count):
    say(f"Longshore: {count} events")
    topic = f"drain-{os.getpid()}"
    publish(topic, count)
    apply(receiver, topic)
    servers = {"postgres": {"postgres"}, "redis": {"redis-server"}}
    used = {name: cpu_of(names) for name, names in servers.items()}
    before, mark = receiver.count(), psql("SELECT now()")
    worker = start("worker", [BINARIES / "longshore", "worker"], env=ENVIRONMENT)
    ingest = start("ingest", [BINARIES / "longshore", "ingest"], env=ENVIRONMENT)
    wait(60, lambda: receiver.count() > before, 0.02)
    began, first = time.monotonic(), receiver.count()
    wait(300, lambda: receiver.count() - before >= count, 0.02)
    wait(60, lambda: psql(f"SELECT count(*) FROM deliveries WHERE status = 3 AND acknowledged_at > '{mark}'") == str(count), 0.05)
    took = time.monotonic() - began
    row = {
        "name": "Longshore",
        "rate": (count - (first - before)) / took,
        "cpu": (cpu_seconds(worker.pid) + cpu_seconds(ingest.pid)) * 100_000 / count,
        "memory": peak_memory(worker.pid),
        "stores": "event, delivery, attempt; signs, retries",
        "parts": {"worker": cpu_seconds(worker.pid) * 100_000 / count, "ingest": cpu_seconds(ingest.pid) * 100_000 / count}
        | {name: (cpu_of(names) - used[name]) * 100_000 / count for name, names in servers.items()},
    }
    stop(ingest)
    stop(worker)
    forget(topic)
    return row


def latency(receiver, rate, seconds):
    say(f"Longshore: latency at {rate}/s for {seconds} s")
    topic = f"latency-{os.getpid()}"
    # The topic must be there, and read, before the clock starts.
    publish(topic, 1)
    apply(receiver, topic)
    before = receiver.count()
    worker = start("worker", [BINARIES / "longshore", "worker"], env=ENVIRONMENT)
    ingest = start("ingest", [BINARIES / "longshore", "ingest"], env=ENVIRONMENT)
    wait(60, lambda: receiver.count() > before)
    mark = psql("SELECT now()")
    publish(topic, rate * seconds, rate)
    query = f"FROM deliveries WHERE acknowledged_at > '{mark}'"
    wait(60, lambda: psql(f"SELECT count(*) {query} AND status = 3") == str(rate * seconds))
    p50, p99, top = psql(
        "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY latency_ms), percentile_disc(0.99) WITHIN GROUP (ORDER BY latency_ms), "
        f"max(latency_ms) {query}"
    ).split("|")
    stop(ingest)
    stop(worker)
    forget(topic)
    return {"rate": rate, "p50": int(p50), "p99": int(p99), "max": int(top)}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--count", type=int, default=100_000)
    options.add_argument("--only-longshore", action="store_true", help="leave the peers out")
    options.add_argument("--json", action="store_true")
    options = options.parse_args()
    count = options.count
    subprocess.run([BINARIES / "longshore", "migrate"], check=True, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    receiver = Receiver()
    rows = []
    try:
        late = latency(receiver, 1_000, 20)
        if not options.only_longshore:
            rows.append(ceiling(receiver, count))
            topic = f"peers-{os.getpid()}"
            publish(topic, count)
            for name, script in (("mq-bridge", "mq_bridge_route.py"), ("plain Python", "python_bridge.py")):
                arguments = [PYTHON, ROOT / "Benchmarks" / script, BROKER, topic, receiver.url]
                try:
                    rows.append(drain(name, arguments, receiver, count, "nothing"))
                except TimeoutError as error:
                    rows.append({"name": name, "failed": str(error)})
            forget(topic)
        rows.append(longshore(receiver, count))
    finally:
        for process in list(running):
            stop(process)
    if options.json:
        print(json.dumps({"rows": rows, "latency": late}, indent=2))
        return
    print(f"\n{count} events of 300 bytes, {os.cpu_count()} cores shared by everything\n")
    print(f"{'':<28}{'events/s':>9}  {'CPU s/100k':>10}  {'peak MB':>7}  stores")
    for row in rows:
        if "failed" in row:
            print(f"{row['name']:<28}{'failed: ' + row['failed']}")
        else:
            print(f"{row['name']:<28}{row['rate']:>9,.0f}  {row['cpu']:>10.1f}  {row['memory'] / 2**20:>7.0f}  {row['stores']}")
    parts = ", ".join(f"{name} {seconds:.1f}" for name, seconds in rows[-1]["parts"].items())
    print(f"\nLongshore's CPU seconds per 100,000: {parts}; peak MB is the worker's")
    print(f"latency at {late['rate']}/s, accepted to delivered: p50 {late['p50']} ms, p99 {late['p99']} ms, max {late['max']} ms")


# A database of the benchmark's own.
DATABASE = urllib.parse.urlunsplit(urllib.parse.urlsplit(POSTGRES)._replace(path=f"/bench{os.getpid()}"))
psql(f"CREATE DATABASE bench{os.getpid()}", POSTGRES)
ENVIRONMENT = os.environ | {
    "LONGSHORE_POSTGRES_URL": DATABASE,
    "LONGSHORE_REDIS_URL": REDIS + "/7",
    "LONGSHORE_SECRET_KEY": SECRET_KEY,
    "BENCH_SECRET": "whsec_bG9uZ3Nob3JlLWRlbW8tc2VjcmV0LW5vdC1mb3ItcmVhbA==",
    "LONGSHORE_ALLOW_PRIVATE_NETWORKS": "true",
    "LONGSHORE_LOG_LEVEL": "warning",
    # The broker answers an idle consumer's fetches at once, so that it and the consumer burn a core (kcat does too). A consumer that is
    # held back by the intake does not fetch.
    "LONGSHORE_INTAKE_LIMIT": "5000",
}
main()
