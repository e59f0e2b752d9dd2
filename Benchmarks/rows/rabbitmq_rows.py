"""RabbitMQ to webhook: a durable queue of persistent messages, filled before the consumers start; filling is not measured."""

import os
import subprocess

import pika

from . import longshore
from .machine import PROGRAMS, PYTHON, cpu_seconds, folder, free_port, say, start, stop, wait
from .receiver import drain

PUBLISHERS = 2
# Who sends the requests of the peer.
PEERS = {"Redpanda Connect": "redpanda", "Redpanda Connect + mq-bridge": "mq-bridge"}


class RabbitMQ:
    """A server of the benchmark's own, without management and its statistics."""

    def __init__(self):
        self.port = free_port()
        self.registry = free_port()
        self.folder = folder / f"rabbitmq-{self.port}"
        self.folder.mkdir()
        (self.folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\nloopback_users = none\nlog.console = true\nlog.file = false\n"
        )
        (self.folder / "enabled_plugins").write_text("[].\n")
        environment = os.environ | {
            # Without a shell in between: the process id is the server's.
            "RUNNING_UNDER_SYSTEMD": "1", "HOME": str(self.folder), "RABBITMQ_NODENAME": f"bench-{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(free_port()), "ERL_EPMD_PORT": str(self.registry), "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"), "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq"), "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            # Its schedulers sleep when they have nothing to do: the cores are everybody's.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+sbwt none +sbwtdcpu none +sbwtdio none",
        }
        self.process = start("rabbitmq", ["/usr/lib/rabbitmq/bin/rabbitmq-server"], env=environment)
        wait(60, lambda: self.channel())

    @property
    def url(self):
        return f"amqp://guest:guest@127.0.0.1:{self.port}/"

    def channel(self):
        try:
            return pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", self.port)).channel()
        except (pika.exceptions.AMQPError, OSError):
            return None

    def fill(self, queue, count):
        """Makes the queue, and returns when it holds all messages."""
        say(f"RabbitMQ: publishing {count} messages")
        channel = self.channel()
        channel.queue_declare(queue, durable=True)
        bounds = [count * number // PUBLISHERS for number in range(PUBLISHERS + 1)]
        publishers = [
            subprocess.Popen([PYTHON, PROGRAMS / "publish_rabbitmq.py", str(self.port), queue, str(first), str(end)])
            for first, end in zip(bounds, bounds[1:])
        ]
        if any([publisher.wait(120) for publisher in publishers]):
            raise RuntimeError("the queue could not be filled")
        wait(60, lambda: channel.queue_declare(queue, passive=True).method.message_count == count)
        channel.connection.close()

    def delete(self, queue):
        channel = self.channel()
        channel.queue_delete(queue)
        channel.connection.close()

    def stop(self):
        stop(self.process)
        # Erlang leaves a registry of nodes behind; this one's has a port of its own.
        subprocess.run(["epmd", "-port", str(self.registry), "-kill"], stdout=subprocess.DEVNULL, check=False)


def rows(receiver, count, with_peers):
    server = RabbitMQ()
    result = []

    def with_broker(measure):
        used = cpu_seconds(server.process.pid)
        row = measure()
        result.append(row | {"broker": (cpu_seconds(server.process.pid) - used) * 100_000 / count})

    try:
        for name, sender in PEERS.items() if with_peers else []:
            server.fill("peer", count)
            arguments = [PYTHON, PROGRAMS / "redpanda_connect_route.py", sender, server.url, "peer", receiver.url]
            with_broker(lambda: drain(name, arguments, receiver, count, "nothing"))
            server.delete("peer")
        server.fill("orders", count)
        source = f"""{{name: orders, format: raw, event_type: {{header: event-type}}, amqp: {{url: "{server.url}", queue: orders}}}}"""
        longshore.apply(f"rabbitmq-{os.getpid()}", [source], receiver.url)
        with_broker(lambda: longshore.drained(receiver, count))
    finally:
        server.stop()
    return result
