"""Publishes with google-cloud-pubsub, a client that is not ours. Reads one JSON object a line from standard input:

{"data": "base64", "attributes": {"name": "text"}, "key": "text"}

Makes the topic and a subscription of the same name that keeps the order of keys.

Usage: pubsub_publish.py PROJECT TOPIC      with PUBSUB_EMULATOR_HOST in the environment.
Ends with status 0 when every message is published.
"""

import base64
import json
import sys

from google.cloud import pubsub_v1


def main():
    project, topic = sys.argv[1], sys.argv[2]
    options = pubsub_v1.types.PublisherOptions(enable_message_ordering=True)
    publisher = pubsub_v1.PublisherClient(publisher_options=options)
    subscriber = pubsub_v1.SubscriberClient()
    topic_path = publisher.topic_path(project, topic)
    publisher.create_topic(name=topic_path)
    subscriber.create_subscription(
        request={
            "name": subscriber.subscription_path(project, topic),
            "topic": topic_path,
            "enable_message_ordering": True,
        }
    )
    futures = []
    for line in sys.stdin:
        if not line.strip():
            continue
        message = json.loads(line)
        futures.append(
            publisher.publish(
                topic_path,
                base64.b64decode(message["data"]),
                ordering_key=message.get("key", ""),
                **message.get("attributes", {}),
            )
        )
    for future in futures:
        future.result(30)


main()
