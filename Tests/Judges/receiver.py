"""A webhook receiver that is not ours: verifies every request with the `standardwebhooks` package and counts.

Usage: receiver.py PORT SECRET [--bodies FILE]
GET /report answers {"verified": n, "rejected": n, "ids": n}. With --bodies every verified body is appended to FILE, hex encoded,
behind its webhook-id, so that a test can compare bytes.
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Answers are two small writes; Nagle's algorithm would hold the second back for 40 ms.
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        state = self.server.state
        try:
            # Checks id, timestamp and signature. It also parses the body as JSON, which not every payload can be.
            state["webhook"].verify(body, dict(self.headers.items()))
            verified = True
        except json.JSONDecodeError:
            verified = True
        except (WebhookVerificationError, UnicodeDecodeError) as error:
            verified = False
            state["last_error"] = repr(error)
        with state["lock"]:
            if verified:
                state["verified"] += 1
                state["ids"].add(self.headers["webhook-id"])
                if state["bodies"]:
                    state["bodies"].write(f"{self.headers['webhook-id']} {body.hex()}\n")
                    state["bodies"].flush()
            else:
                state["rejected"] += 1
        self.reply(204 if verified else 401, b"")

    def do_GET(self):
        state = self.server.state
        with state["lock"]:
            report = {key: state[key] for key in ("verified", "rejected", "last_error")}
            report["ids"] = len(state["ids"])
        self.reply(200, json.dumps(report).encode())

    def reply(self, status, body):
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


def main():
    port, secret = int(sys.argv[1]), sys.argv[2]
    bodies = open(sys.argv[4], "a") if len(sys.argv) > 4 else None
    server = Server(("127.0.0.1", port), Receiver)
    server.state = {
        "webhook": Webhook(secret),
        "lock": threading.Lock(),
        "verified": 0,
        "rejected": 0,
        "ids": set(),
        "bodies": bodies,
        "last_error": None,
    }
    print(f"listening on {server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
