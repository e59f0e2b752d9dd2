"""Publishes the benchmark's payloads as persistent messages with ids.

Usage: publish_rabbitmq.py PORT QUEUE FIRST END
"""

import sys
from pathlib import Path

import pika

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from rows.payloads import payloads  # noqa: E402

port, queue = int(sys.argv[1]), sys.argv[2]
first, end = int(sys.argv[3]), int(sys.argv[4])
connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", port))
channel = connection.channel()
for number, payload in enumerate(payloads(end)[first:], first):
    properties = pika.BasicProperties(delivery_mode=2, content_type="application/json", message_id=f"order-{number}",
                                      headers={"event-type": "order.paid"})
    channel.basic_publish("", queue, payload.encode(), properties)
connection.close()
