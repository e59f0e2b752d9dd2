"""mq-bridge, Kafka to HTTP, with the settings that its authors recommend for throughput. Stores nothing.

Usage: mq_bridge_route.py BROKER TOPIC URL
"""

import sys

import mq_bridge

broker, topic, url = sys.argv[1:4]
mq_bridge.Route.from_config(
    {
        "input": {"kafka": {"url": broker, "topic": topic, "group_id": "mq-bridge",
                            "consumer_options": [["auto.offset.reset", "earliest"]]}},
        "output": {"http": {"url": url, "batch_concurrency": 64, "request_timeout_ms": 15000}},
        "batch_size": 512,
        "concurrency": 4,
    },
    "bench",
).run()
