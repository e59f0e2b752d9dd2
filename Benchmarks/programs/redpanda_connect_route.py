"""Redpanda Connect, as mq-bridge-connect carries it: RabbitMQ in, one HTTP request for each message out. Stores nothing.

A message is acknowledged when the receiver has answered. Nothing is batched, and both ends may have much in flight: Redpanda
Connect's own defaults (10 and 64) are for caution, not for speed. Either Redpanda Connect sends the requests too, or mq-bridge does,
which was faster in every run.

Usage: redpanda_connect_route.py redpanda|mq-bridge URL QUEUE TARGET
"""

import sys

import mq_bridge
import mq_bridge_connect

sender, url, queue, target = sys.argv[1:5]
source = f"""
input:
  amqp_0_9:
    urls: ["{url}"]
    queue: {queue}
    prefetch_count: 2000
max_in_flight: 2000
"""
requests = f"""
output:
  http_client:
    url: {target}
    verb: POST
    max_in_flight: 256
    headers: {{Content-Type: application/json}}
"""
outputs = {
    "redpanda": {"custom": {"name": "connect", "config": {"yaml": requests}}},
    "mq-bridge": {"http": {"url": target, "batch_concurrency": 256, "request_timeout_ms": 15000}},
}
mq_bridge_connect.register()
mq_bridge.Route.from_config(
    {
        "input": {"custom": {"name": "connect", "config": {"yaml": source}}},
        "output": outputs[sender],
        "batch_size": 512,
        "concurrency": 4,
    },
    "bench",
).run()
