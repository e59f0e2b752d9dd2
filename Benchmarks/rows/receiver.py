"""The receiver of every row, and the rows of programs that are measured at it alone."""

import json
import subprocess
import time
import urllib.request

from .machine import BINARIES, Stolen, cpu_seconds, folder, free_port, peak_memory, say, start, stop, wait

# How often the receiver's counter is looked at: a look costs a millisecond of the cores that are measured.
LOOK = 0.1


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


def drain(name, arguments, receiver, count, stores, **options):
    """Runs a peer that consumes until the receiver has had all; the clock starts with the first request."""
    say(f"{name}: {count} events")
    before = receiver.count()
    process = start(name.replace(" ", "-"), arguments, **options)
    try:
        wait(60, lambda: receiver.count() > before)
        began, first, stolen = time.monotonic(), receiver.count(), Stolen()
        wait(300, lambda: receiver.count() - before >= count, LOOK)
        took = time.monotonic() - began
        return {
            "name": name,
            "rate": (count - (first - before)) / took,
            "cpu": cpu_seconds(process.pid) * 100_000 / count,
            "memory": peak_memory(process.pid),
            "stores": stores,
            "stolen": stolen.share(),
        }
    except TimeoutError as error:
        return {"name": name, "failed": str(error)}
    finally:
        stop(process)


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
