"""Publishes with confluent-kafka, a client that is not ours. Reads one JSON object a line from standard input:

{"value": "base64 or null", "key": "text", "headers": {"name": "text"}}

Usage: produce.py BROKER TOPIC [RATE]      RATE: messages per second; without it as fast as it goes.
Ends with status 0 when the broker has confirmed every message.
"""

import base64
import json
import sys
import time

from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import AdminClient, NewTopic


def create(broker, topic):
    """Makes the topic, if it is not there, so that it takes large messages."""
    admin = AdminClient({"bootstrap.servers": broker})
    for future in admin.create_topics([NewTopic(topic, 1, 1, config={"max.message.bytes": "20000000"})]).values():
        try:
            future.result(10)
        except KafkaException as error:
            if error.args[0].name() != "TOPIC_ALREADY_EXISTS":
                raise


def main():
    broker, topic = sys.argv[1], sys.argv[2]
    rate = float(sys.argv[3]) if len(sys.argv) > 3 else None
    create(broker, topic)
    failures = []
    producer = Producer({"bootstrap.servers": broker, "message.max.bytes": 20_000_000, "linger.ms": 5})
    began = time.monotonic()
    for number, line in enumerate(sys.stdin):
        message = json.loads(line)
        value = message["value"]
        while True:
            try:
                producer.produce(
                    topic,
                    value=None if value is None else base64.b64decode(value),
                    key=message.get("key"),
                    headers=list(message.get("headers", {}).items()),
                    on_delivery=lambda error, _: failures.append(error) if error else None,
                )
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
        if rate:
            # Not poll: it returns as soon as there is a delivery report.
            time.sleep(max(0, began + (number + 1) / rate - time.monotonic()))
    producer.flush(60)
    if failures or len(producer):
        print(f"{len(failures)} failed, {len(producer)} unconfirmed: {failures[:3]}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
