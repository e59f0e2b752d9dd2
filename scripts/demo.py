"""The main job on real input: kcat publishes 1,000 messages to a Kafka-protocol broker, and two receivers count what arrives.

Starts `longshore dev`, a broker, our sink, and a receiver that verifies with the `standardwebhooks` package; prints a table, then
stays up. ONCE=1: ends after the table, with status 0 only when everything arrived.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".longshore"
LOGS = STATE / "demo"
LONGSHORE = ROOT / ".build/release/longshore"
SECRET = "whsec_bG9uZ3Nob3JlLWRlbW8tc2VjcmV0LW5vdC1mb3ItcmVhbA=="
COUNT = 1000
DEADLINE = 120
ONCE = os.environ.get("ONCE") == "1"

processes = []


def start(name, arguments, **options):
    """Starts a part of the demo with its output in a file of its own."""
    log = open(LOGS / f"{name}.log", "wb")
    process = subprocess.Popen(
        [str(argument) for argument in arguments], stdout=log, stderr=subprocess.STDOUT, cwd=ROOT,
        start_new_session=True, **options,
    )
    processes.append((name, process))
    return process


def stop():
    for name, process in reversed(processes):
        if process.poll() is None:
            process.terminate()
    for name, process in reversed(processes):
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def fail(text):
    print(f"error: {text}", file=sys.stderr)
    sys.exit(1)


def port(wanted):
    """The wanted port when it is free, or any other."""
    for candidate in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
                return probe.getsockname()[1]
            except OSError:
                continue
    fail("no free port")


def get(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read().decode()


def wait(what, seconds, condition, process=None):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            name = next(n for n, p in processes if p is process)
            fail(f"{what} ended; its output:\n{(LOGS / (name + '.log')).read_text()}")
        try:
            if condition():
                return
        except OSError:
            pass
        time.sleep(0.1)
    fail(f"{what} was not ready within {seconds} s; see {LOGS}")


def broker_program():
    """The broker's own program; what pip puts into bin/ is a wrapper, and ending that leaves the broker running."""
    return next((STATE / "venv/lib").glob("python3*/site-packages/noida_db/noida-db"))


def metric(api, name):
    total = 0
    for line in get(f"{api}/metrics").splitlines():
        if line.split("{")[0].split(" ")[0] == name:
            total += float(line.rsplit(" ", 1)[1])
    return int(total)


def is_consumed(environment):
    """Whether every source has a consumer that consumes."""
    shown = subprocess.run([LONGSHORE, "sources", "--json"], cwd=ROOT, env=environment, capture_output=True, text=True)
    sources = json.loads(shown.stdout) if shown.returncode == 0 else []
    return bool(sources) and all(source["state"] == "running" for source in sources)


def main():
    LOGS.mkdir(parents=True, exist_ok=True)
    atexit.register(stop)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(130))

    api_port, broker_port, sink_port, judge_port = port(5005), port(9092), port(8088), port(8089)
    api, broker = f"http://127.0.0.1:{api_port}", f"127.0.0.1:{broker_port}"
    environment = os.environ | {
        "KAFKA_BROKER": broker,
        "SINK_URL": f"http://127.0.0.1:{sink_port}/",
        "JUDGE_URL": f"http://127.0.0.1:{judge_port}/",
        "SINK_SECRET": SECRET,
        "LONGSHORE_LISTEN": f"127.0.0.1:{api_port}",
    }
    run = f"{int(time.time())}"

    print("==> starting a broker, two receivers and longshore dev", flush=True)
    kafka = start("kafka", [broker_program(), "start", "--only", "kafka", "--kafka-port", broker_port,
                            "--data-dir", STATE / "demo/kafka-data"])
    sink = start("sink", [LONGSHORE, "sink", "--listen", f"127.0.0.1:{sink_port}", "--secret", SECRET, "--key", "$.run"])
    judge = start("judge", [sys.executable, ROOT / "Tests/Judges/receiver.py", judge_port, SECRET])
    dev = start("dev", [LONGSHORE, "dev"], env=environment)
    wait("the broker", 30, lambda: socket.create_connection(("127.0.0.1", broker_port), 1).close() is None, kafka)
    wait("the sink", 30, lambda: get(f"http://127.0.0.1:{sink_port}/report"), sink)
    wait("the receiver", 30, lambda: get(f"http://127.0.0.1:{judge_port}/report"), judge)
    wait("longshore dev", 90, lambda: get(f"{api}/readyz"), dev)

    # Asking for a topic makes it; a source whose topic is missing is tried again only after a pause.
    subprocess.run(["kcat", "-b", broker, "-L", "-t", "orders"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print("==> longshore apply -f connectors.yaml", flush=True)
    applied = subprocess.run([LONGSHORE, "apply", "-f", "connectors.yaml"], cwd=ROOT, env=environment)
    if applied.returncode != 0:
        fail("apply failed")

    wait("the source", 60, lambda: is_consumed(environment), dev)

    print(f"==> publishing {COUNT} messages with kcat", flush=True)
    messages = "".join(
        json.dumps({"seq": number, "run": run, "order": f"ord-{number}", "amount": "1.10"}) + "\n"
        for number in range(1, COUNT + 1)
    )
    began = time.monotonic()
    kcat = subprocess.run(["kcat", "-b", broker, "-P", "-t", "orders", "-H", "event-type=order.paid"],
                          input=messages.encode())
    if kcat.returncode != 0:
        fail("kcat could not publish")

    sink_report, judge_report = {}, {}
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        sink_report = json.loads(get(f"http://127.0.0.1:{sink_port}/report?first=1&count={COUNT}"))
        judge_report = json.loads(get(f"http://127.0.0.1:{judge_port}/report"))
        done = sink_report["unique_sequences"]
        print(f"\r    {done:>5} / {COUNT} delivered {'█' * (done * 30 // COUNT):<30}", end="", flush=True)
        if sink_report["lost"] == 0 and judge_report["ids"] >= COUNT:
            break
        time.sleep(0.1)
    took = time.monotonic() - began
    print()
    # Rows are written a few milliseconds after their deliveries.
    settled = time.monotonic() + 5
    while metric(api, "longshore_deliveries_total") < 2 * COUNT and time.monotonic() < settled:
        time.sleep(0.05)
    stored = metric(api, "longshore_events_persisted_total")

    rows = [
        ("published", COUNT),
        ("stored", stored),
        ("delivered", f"{sink_report['unique']} to the sink, {judge_report['ids']} to the judge"),
        ("signatures verified", f"{sink_report['verified']} by us, {judge_report['verified']} by standardwebhooks"),
        ("lost", sink_report["lost"]),
        ("duplicates", sink_report["duplicates"]),
        ("p50 / p99", f"{sink_report['p50_ms']} / {sink_report['p99_ms']} ms from published to received"),
        ("took", f"{took:.1f} s"),
    ]
    print()
    for name, value in rows:
        print(f"    {name:<20} {value}")
    print()
    complete = (
        sink_report["lost"] == 0 and judge_report["ids"] >= COUNT and stored >= COUNT
        and sink_report["unverified"] == 0 and judge_report["rejected"] == 0
    )
    if not complete:
        print(f"Not everything arrived within {DEADLINE} s. The logs are in {LOGS}", file=sys.stderr)
    if ONCE:
        sys.exit(0 if complete else 1)

    key = (LOGS / "dev.log").read_text()
    key = next((line.split()[-1] for line in key.splitlines() if "CO." in line), None)
    print(f"""Everything stays up until Ctrl-C. Meanwhile, in another terminal:

  publish more    echo '{{"seq": 1, "run": "mine"}}' | kcat -b {broker} -P -t orders -H event-type=order.paid
  what came       curl http://127.0.0.1:{sink_port}/report
  the API         {api}/api/v1   {"key: " + key if key else "make a key: " + str(LONGSHORE.relative_to(ROOT)) + " keys create"}
  metrics         curl {api}/metrics
  logs            {LOGS.relative_to(ROOT)}/
""", flush=True)
    dev.wait()
    fail("longshore dev ended; see its log")


if __name__ == "__main__":
    main()
