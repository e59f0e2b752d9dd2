"""Publishes {"seq": n} for a range of numbers with each broker's own or usual client, at a rate, and again what the broker did not confirm.

publish_sequence.py FIRST LAST RATE amqp PORT QUEUE
publish_sequence.py FIRST LAST RATE sqs ENDPOINT QUEUE             credentials and region as boto3 has them
publish_sequence.py FIRST LAST RATE pubsub PROJECT TOPIC           with PUBSUB_EMULATOR_HOST
publish_sequence.py FIRST LAST RATE kafka BROKER TOPIC
publish_sequence.py FIRST LAST RATE redis SOCKET STREAM

Ends with status 0 when every message is confirmed.
"""

import subprocess
import sys
import time

EVENT_TYPE = "order.paid"


def body(number):
    return f'{{"seq":{number}}}'


def amqp(numbers, port, queue):
    """In transactions: what was not committed is published again, under the same message id, over a new connection."""
    import pika

    while True:
        try:
            connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", int(port)))
            channel = connection.channel()
            channel.queue_declare(queue, durable=True)
            channel.tx_select()
            for batch in numbers():
                for number in batch:
                    properties = pika.BasicProperties(
                        delivery_mode=2, message_id=f"m-{number}", headers={"event-type": EVENT_TYPE}
                    )
                    channel.basic_publish("", queue, body(number), properties)
                channel.tx_commit()
                numbers.done()
            return connection.close()
        except (pika.exceptions.AMQPError, OSError) as error:
            print(f"again after {error!r}", flush=True)
            time.sleep(0.5)


def sqs(numbers, endpoint, queue):
    import boto3

    client = boto3.client("sqs", endpoint_url=endpoint)
    url = client.get_queue_url(QueueName=queue)["QueueUrl"]
    attributes = {"event-type": {"DataType": "String", "StringValue": EVENT_TYPE}}
    for batch in numbers(10):
        entries = [{"Id": str(n), "MessageBody": body(n), "MessageAttributes": attributes} for n in batch]
        failed = client.send_message_batch(QueueUrl=url, Entries=entries).get("Failed")
        if failed:
            sys.exit(f"not sent: {failed}")
        numbers.done()


def pubsub(numbers, project, topic):
    from google.cloud import pubsub_v1

    publisher = pubsub_v1.PublisherClient()
    path = publisher.topic_path(project, topic)
    for batch in numbers():
        futures = [publisher.publish(path, body(n).encode(), **{"event-type": EVENT_TYPE}) for n in batch]
        for future in futures:
            future.result(60)
        numbers.done()


def kafka(numbers, broker, topic):
    from confluent_kafka import Producer

    producer = Producer({"bootstrap.servers": broker, "linger.ms": 5, "enable.idempotence": True})
    failures = []
    for batch in numbers():
        for number in batch:
            producer.produce(
                topic,
                body(number),
                headers=[("event-type", EVENT_TYPE)],
                on_delivery=lambda error, _: failures.append(error) if error else None,
            )
        producer.flush(60)
        if failures or len(producer):
            sys.exit(f"{len(failures)} failed, {len(producer)} unconfirmed: {failures[:3]}")
        numbers.done()


ADD_ALL = """
for n = ARGV[2], ARGV[3] do
    redis.call('XADD', KEYS[1], ARGV[1] .. '-' .. n, 'data', '{"seq":' .. n .. '}', 'event-type', ARGV[4])
end
return 'OK'
"""


def redis(numbers, socket, stream):
    """A batch is one script, under ids of our own: what was added although nobody heard of it is refused the second time."""
    base = str(int(time.time() * 1000))
    for batch in numbers():
        command = ["EVAL", ADD_ALL, "1", stream, base, str(batch[0]), str(batch[-1]), EVENT_TYPE]
        while True:
            answer = subprocess.run(["redis-cli", "-s", socket] + command, capture_output=True, text=True)
            if answer.stdout.strip() == "OK" or "equal or smaller" in answer.stdout:
                break
            print(f"again after {answer.stdout[-200:]} {answer.stderr[-200:]}", flush=True)
            time.sleep(0.5)
        numbers.done()


class Numbers:
    """The range in batches, at a rate; starts again behind the last batch that is done."""

    def __init__(self, first, last, rate):
        self.next, self.last, self.rate = first, last, rate
        self.first, self.began, self.batch = first, time.monotonic(), []

    def __call__(self, size=None):
        size = size or max(10, int(self.rate / 4))
        while self.next <= self.last:
            self.batch = range(self.next, min(self.next + size, self.last + 1))
            time.sleep(max(0, self.began + (self.next - self.first) / self.rate - time.monotonic()))
            yield self.batch

    def done(self):
        self.next = self.batch.stop


def main():
    first, last, rate, kind, *place = sys.argv[1:]
    publishers = {"amqp": amqp, "sqs": sqs, "pubsub": pubsub, "kafka": kafka, "redis": redis}
    publishers[kind](Numbers(int(first), int(last), float(rate)), *place)


if __name__ == "__main__":
    main()
