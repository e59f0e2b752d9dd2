"""A stand-in for SQS that counts: every answer comes a round trip late, as from AWS, and there is always a full batch until all are out.

It shows what a client does with a distance that no emulator has; it checks no signature and keeps nothing.
Usage: sqs_stand_in.py PORT MESSAGES MILLISECONDS. `GET /` says what it has counted, as JSON.
"""

import asyncio
import json
import sys
import time

port, total, delay = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) / 1_000
BODY = json.dumps({"order": 1, "padding": "x" * 280})


class Counts:
    given = deleted = receives = deletes = running = most = 0
    first = last = None


class Connection(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.data = transport, b""

    def data_received(self, data):
        self.data += data
        while (end := self.data.find(b"\r\n\r\n")) >= 0:
            head = self.data[:end].decode().lower()
            length = next((int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:")), 0)
            if len(self.data) < end + 4 + length:
                return
            body, self.data = self.data[end + 4:end + 4 + length], self.data[end + 4 + length:]
            target = next((line.split(".")[-1] for line in head.split("\r\n") if line.startswith("x-amz-target:")), "")
            if target:
                Counts.running += target == "receivemessage"
                Counts.most = max(Counts.most, Counts.running)
                asyncio.get_running_loop().call_later(delay, self.answer, target, json.loads(body or b"{}"))
            else:
                self.send(vars(Counts) | {"__module__": None})

    def answer(self, target, request):
        if target == "receivemessage":
            self.receive(request, time.monotonic() + request.get("WaitTimeSeconds", 0))
        elif target == "deletemessagebatch":
            Counts.deletes += 1
            Counts.deleted += len(request["Entries"])
            Counts.last = time.monotonic()
            self.send({"Successful": [{"Id": entry["Id"]} for entry in request["Entries"]], "Failed": []})
        elif target == "changemessagevisibilitybatch":
            self.send({"Successful": [{"Id": entry["Id"]} for entry in request["Entries"]], "Failed": []})
        elif target == "getqueueurl":
            self.send({"QueueUrl": f"http://127.0.0.1:{port}/1/orders"})
        else:
            self.send({"Attributes": {"ApproximateNumberOfMessages": str(total - Counts.given)}})

    def receive(self, request, deadline):
        count = min(request.get("MaxNumberOfMessages", 1), total - Counts.given)
        if count == 0 and time.monotonic() < deadline:
            asyncio.get_running_loop().call_later(0.1, self.receive, request, deadline)
            return
        Counts.running -= 1
        Counts.receives += count > 0
        Counts.first = Counts.first or time.monotonic()
        numbers = range(Counts.given, Counts.given + count)
        Counts.given += count
        self.send({"Messages": [
            {"MessageId": f"m-{number}", "ReceiptHandle": f"r-{number}", "Body": BODY,
             "Attributes": {"SentTimestamp": "1795321803000", "ApproximateReceiveCount": "1"},
             "MessageAttributes": {"event-type": {"DataType": "String", "StringValue": "order.paid"}}}
            for number in numbers
        ]})

    def send(self, answer):
        answer = {name: value for name, value in answer.items() if not name.startswith("__")}
        body = json.dumps(answer).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {len(body)}\r\n\r\n"
        self.transport.write(head.encode() + body)


async def main():
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", port)
    await server.serve_forever()


asyncio.run(main())
