"""The same job in plain Python: confluent-kafka in, aiohttp out, offsets committed after delivery. Stores nothing.

Usage: python_bridge.py BROKER TOPIC URL
"""

import asyncio
import sys

import aiohttp
from confluent_kafka import Consumer

CONCURRENCY = 64


async def main():
    broker, topic, url = sys.argv[1:4]
    consumer = Consumer({"bootstrap.servers": broker, "group.id": "python", "auto.offset.reset": "earliest",
                         "enable.auto.commit": False})
    consumer.subscribe([topic])
    loop = asyncio.get_running_loop()
    limit = asyncio.Semaphore(CONCURRENCY)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONCURRENCY)) as session:

        async def deliver(body):
            async with limit:
                async with session.post(url, data=body, headers={"Content-Type": "application/json"}) as answer:
                    await answer.read()
                    assert answer.status == 200

        while True:
            messages = await loop.run_in_executor(None, consumer.consume, 500, 0.1)
            bodies = [message.value() for message in messages if message.error() is None]
            if bodies:
                await asyncio.gather(*map(deliver, bodies))
                consumer.commit(asynchronous=False)


asyncio.run(main())
