"""Publishes with pika, a client that is not ours: one message with every property and every kind of header, and then COUNT plain ones.

Usage: publish_amqp.py PORT QUEUE [COUNT]
Ends with status 0 when the broker has confirmed every message.
"""

import datetime
import decimal
import sys

import pika


def main():
    port, queue = int(sys.argv[1]), sys.argv[2]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", port))
    channel = connection.channel()
    channel.confirm_delivery()
    moment = datetime.datetime(2026, 8, 1, 12, 0, 0, tzinfo=datetime.timezone.utc)
    headers = {
        "text": "Grüße",
        "number": 42,
        "large": 9007199254740993,
        "negative": -7,
        "truth": True,
        "decimal": decimal.Decimal("123.45"),
        "moment": moment,
        "nothing": None,
        "bytes": b"\xff\x00",
        "list": [1, "two", None, {"three": 3}],
        "table": {"a": {"b": [True, 2]}, "c": "d"},
    }
    properties = pika.BasicProperties(
        content_type="application/json",
        content_encoding="utf-8",
        headers=headers,
        delivery_mode=2,
        priority=5,
        correlation_id="correlation-1",
        reply_to="answers",
        expiration="600000",
        message_id="message-1",
        timestamp=int(moment.timestamp()),
        type="order.paid",
        user_id="guest",
        app_id="judge",
    )
    channel.basic_publish("", queue, '{"n": 9007199254740993, "text": "Grüße"}'.encode(), properties, mandatory=True)
    plain = pika.BasicProperties(delivery_mode=2)
    for number in range(count):
        channel.basic_publish("", queue, f'{{"n":{number}}}'.encode(), plain, mandatory=True)
    connection.close()


if __name__ == "__main__":
    main()
