"""A door in front of a Kafka broker that speaks neither TLS nor tokens: it asks for both, and lets everything else through.

TLS with client certificates is Python's own (OpenSSL). For OAUTHBEARER the door answers SaslHandshake and SaslAuthenticate by itself and is
the identity provider too: it gives out tokens for the right client, takes those that have not ended, and ends a connection with its token,
as brokers with `connections.max.reauth.ms` do. The broker's own address in Metadata and FindCoordinator becomes the door's.

What happens is printed, a line each: `token given`, `client refused`, `token taken`, `token refused`, `token ended`, `certificate NAME`, `commit`.
"""
import argparse
import asyncio
import base64
import json
import ssl
import struct
import time
import uuid
from urllib.parse import parse_qs, unquote

METADATA, OFFSET_COMMIT, FIND_COORDINATOR, HANDSHAKE, AUTHENTICATE = 3, 8, 10, 17, 36

parser = argparse.ArgumentParser()
parser.add_argument("--listen", type=int, required=True)
parser.add_argument("--broker", type=int, required=True)
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--client-authority")
parser.add_argument("--tokens", type=int, help="the port of the token endpoint; asks for OAUTHBEARER")
parser.add_argument("--client", default="longshore:secret")
parser.add_argument("--scope", default="kafka")
parser.add_argument("--lifetime", type=float, default=3600)
options = parser.parse_args()

tokens = {}  # token: when it ends


def say(*words):
    print(*words, flush=True)


# MARK: the identity provider


def b64(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def answer(head, body):
    given = {}
    for line in head.split("\r\n")[1:]:
        name, _, value = line.partition(":")
        given[name.lower()] = value.strip()
    form = parse_qs(body)
    kind, _, secret = given.get("authorization", "").partition(" ")
    name, _, password = base64.b64decode(secret).decode().partition(":") if kind == "Basic" else ("", "", "")
    if f"{unquote(name)}:{unquote(password)}" != options.client:
        say("client refused")
        return 401, {"error": "invalid_client", "error_description": f"client {unquote(name)} is not known by {unquote(password)}"}
    if form.get("grant_type") != ["client_credentials"] or form.get("scope") != [options.scope]:
        return 400, {"error": "invalid_scope"}
    end = time.time() + options.lifetime
    token = f"{b64({'alg': 'none'})}.{b64({'sub': 'service-longshore', 'exp': end, 'jti': str(uuid.uuid4())})}.{b64('unsigned')}"
    tokens[token] = end
    say("token given")
    return 200, {"access_token": token, "token_type": "Bearer", "expires_in": options.lifetime}


async def identity(reader, writer):
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next((int(l.split(":")[1]) for l in head.split("\r\n") if l.lower().startswith("content-length")), 0)
        status, value = answer(head.strip(), (await reader.readexactly(length)).decode())
        body = json.dumps(value).encode()
        writer.write(f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n".encode())
        writer.write(b"Connection: close\r\n\r\n" + body)
        await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


# MARK: the door


async def frame(reader):
    return await reader.readexactly(struct.unpack(">i", await reader.readexactly(4))[0])


def send(writer, payload):
    writer.write(struct.pack(">i", len(payload)) + payload)


def text(value):
    return struct.pack(">h", len(value)) + value.encode()


def taken(request):
    """The end of the token in a SaslAuthenticate request, and 0 when it is not taken."""
    _, version, _, name = struct.unpack(">hhih", request[:10])
    fields = dict(f.split(b"=", 1) for f in request[10 + max(name, 0) :].split(b"\x01") if b"=" in f)
    token = fields.get(b"auth", b"").decode().removeprefix("Bearer ")
    end = tokens.get(token, 0)
    return end if end > time.time() else 0


async def greet(reader, writer):
    """Lets nothing but the handshake through until a token was taken; returns when it ends."""
    held = []
    while True:
        request = await frame(reader)
        api, _, correlation = struct.unpack(">hhi", request[:8])
        if api == HANDSHAKE:
            send(writer, struct.pack(">ihi", correlation, 0, 1) + text("OAUTHBEARER"))
        elif api == AUTHENTICATE:
            end = taken(request)
            say("token taken" if end else "token refused")
            if not end:
                send(writer, struct.pack(">ih", correlation, 58) + text("the token is not valid") + struct.pack(">iq", 0, 0))
                await writer.drain()
                return None
            send(writer, struct.pack(">ihhiq", correlation, 0, -1, 0, 0))
            return end
        else:
            return None if held else await versions(request, reader, writer, held)


async def versions(request, reader, writer, held):
    """Asks the broker for its versions, which clients want before they say who they are."""
    held.append(request)
    to_reader, to_writer = await asyncio.open_connection("127.0.0.1", options.broker)
    send(to_writer, request)
    send(writer, await frame(to_reader))
    to_writer.close()
    return await greet(reader, writer)


async def door(reader, writer):
    certificate = writer.get_extra_info("peercert")
    if certificate:
        say("certificate", dict(x[0] for x in certificate["subject"]).get("commonName"))
    to_writer = None
    try:
        end = await greet(reader, writer) if options.tokens else None
        if options.tokens and end is None:
            return
        to_reader, to_writer = await asyncio.open_connection("127.0.0.1", options.broker)
        asked = {}
        ways = [asyncio.ensure_future(requests(reader, to_writer, asked)), asyncio.ensure_future(answers(to_reader, writer, asked))]
        done, _ = await asyncio.wait(ways, timeout=end - time.time() if end else None, return_when=asyncio.FIRST_COMPLETED)
        if not done:
            say("token ended")
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
    except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
        pass
    finally:
        if to_writer:
            to_writer.close()
        writer.close()


async def requests(reader, writer, asked):
    while True:
        request = await frame(reader)
        api, _, correlation = struct.unpack(">hhi", request[:8])
        asked[correlation] = api
        if api == OFFSET_COMMIT:
            say("commit")
        send(writer, request)
        await writer.drain()


async def answers(reader, writer, asked):
    real = b"127.0.0.1" + struct.pack(">i", options.broker)
    ours = b"localhost" + struct.pack(">i", options.listen)
    while True:
        response = await frame(reader)
        if asked.pop(struct.unpack(">i", response[:4])[0], None) in (METADATA, FIND_COORDINATOR):
            response = response.replace(real, ours)
        send(writer, response)
        await writer.drain()


async def main():
    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)
        if options.client_authority:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(options.client_authority)
    servers = [await asyncio.start_server(door, "127.0.0.1", options.listen, ssl=context)]
    if options.tokens:
        servers.append(await asyncio.start_server(identity, "127.0.0.1", options.tokens))
    await asyncio.gather(*(server.serve_forever() for server in servers))


asyncio.run(main())
