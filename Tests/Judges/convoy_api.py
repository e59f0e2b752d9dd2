#!/usr/bin/env python3
"""Drives Longshore's REST API with convoy-python, a client that knows nothing of Longshore.

    pip install convoy-python==0.2.0
    LONGSHORE_URL=http://127.0.0.1:5005 LONGSHORE_API_KEY=CO.… Tests/Judges/convoy_api.py

The key must be an instance's admin key: the judge makes a project of its own and removes it. Optional:
LONGSHORE_SINK_URL, a receiver that answers 200; with it the judge also waits for the delivery and reads its attempts.
Exits 0 when every step did what a program written against Convoy expects, else 1.
"""

import json
import os
import re
import sys
import time
import uuid

import requests
from convoy import Convoy

BASE = os.environ.get("LONGSHORE_URL", "http://127.0.0.1:5005").rstrip("/")
KEY = os.environ.get("LONGSHORE_API_KEY", "")
SINK = os.environ.get("LONGSHORE_SINK_URL", "")
SECONDS = float(os.environ.get("LONGSHORE_JUDGE_SECONDS", "20"))

failures = []


def check(what, holds, detail=""):
    """Notes one claim."""
    print(("ok      " if holds else "FAILED  ") + what)
    if not holds:
        print(f"        {detail}")
        failures.append(what)
    return holds


def answered(what, reply, status, has_data=True):
    """Checks status code and envelope of a client's reply; returns its data."""
    body, code = reply
    holds = code == status and body.get("status") is (status < 400) and isinstance(body.get("message"), str)
    if has_data:
        holds = holds and body.get("data") is not None
    check(what, holds, f"{code}: {json.dumps(body)[:500]}")
    return body.get("data") or {}


def wait_for(what, ask):
    """Asks until the answer is good or the time is up."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        found = ask()
        if found:
            return found
        time.sleep(0.1)
    check(what, False, f"did not happen within {SECONDS:g} s")
    return None


def make_project():
    """The client has no call for projects of today's API, so this one step is plain HTTP."""
    reply = requests.post(
        f"{BASE}/api/v1/projects",
        headers={"Authorization": f"Bearer {KEY}"},
        json={"name": f"judge-{uuid.uuid4()}", "type": "outgoing", "config": {"strategy": {"type": "linear", "duration": 1, "retry_count": 2}}},
        timeout=30,
    )
    data = answered("a project is made and its key shown once", (reply.json(), reply.status_code), 201)
    check("answers carry X-Request-ID and X-Convoy-Version", "X-Request-ID" in reply.headers and "X-Convoy-Version" in reply.headers)
    return data["project"]["uid"], data["api_key"]["key"]


def judge_endpoints(convoy):
    data = {"url": SINK or "https://example.com/hooks", "description": "Default Endpoint", "secret": "endpoint-secret", "events": ["*"]}
    endpoint = answered("endpoint.create", convoy.endpoint.create({}, data), 201)
    uid = endpoint.get("uid", "")
    check("the new secret is shown", [s["value"] for s in endpoint.get("secrets", [])] == ["endpoint-secret"], endpoint)
    found = answered("endpoint.find", convoy.endpoint.find(uid, {}), 200)
    check("the secret is masked afterwards", all("endpoint-secret" not in s["value"] for s in found.get("secrets", [])), found)
    listed = answered("endpoint.all", convoy.endpoint.all({"perPage": 10, "page": 1}), 200)
    check("the list holds it", [e["uid"] for e in listed.get("content", [])] == [uid], listed)
    check("the list is paginated", listed.get("pagination", {}).get("per_page") == 10, listed)
    updated = answered("endpoint.update", convoy.endpoint.update(uid, {}, {**data, "secret": "", "description": "Changed"}), 202)
    check("the description has changed", updated.get("description") == "Changed", updated)
    answered("an endpoint that is not there is a 404", convoy.endpoint.find("0" * 26, {}), 404, has_data=False)
    return uid


def judge_sources(convoy):
    data = {
        "name": "orders",
        "type": "pub_sub",
        "is_disabled": True,
        "pub_sub": {
            "type": "kafka",
            "workers": 1,
            "kafka": {
                "brokers": ["127.0.0.1:1"],
                "consumer_group_id": "judge",
                "topic_name": "orders",
                "auth": {"type": "scram", "hash": "SHA512", "username": "judge", "password": "hidden-word", "tls": False},
            },
        },
    }
    source = answered("source.create", convoy.source.create({}, data), 201)
    check("its password is nowhere in the answer", "hidden-word" not in json.dumps(source), source)
    uid = source.get("uid", "")
    found = answered("source.find", convoy.source.find(uid, {}), 200)
    check("it is of the same shape", found.get("pub_sub", {}).get("kafka", {}).get("topic_name") == "orders", found)
    answered("source.all", convoy.source.all({}), 200)
    updated = answered("source.update with what was read", convoy.source.update(uid, {}, {**found, "name": "renamed"}), 202)
    check("the name has changed, the rest has not", updated.get("name") == "renamed" and updated.get("pub_sub") == found.get("pub_sub"), updated)
    answered("source.delete", convoy.source.delete(uid, {}, {}), 200, has_data=False)


def judge_subscriptions(convoy, endpoint):
    data = {
        "alert_config": {"count": 0, "threshold": ""},
        "endpoint_id": endpoint,
        "filter_config": {"event_types": ["order.*"]},
        "name": "all orders",
        "retry_config": {"duration": "", "retry_count": 0, "type": ""},
        "source_id": "",
    }
    subscription = answered("subscription.create", convoy.subscription.create({}, data), 201)
    uid = subscription.get("uid", "")
    check("it names its endpoint", subscription.get("endpoint_metadata", {}).get("uid") == endpoint, subscription)
    answered("subscription.find", convoy.subscription.find(uid, {}), 200)
    answered("subscription.all", convoy.subscription.all({"endpointId": endpoint}), 200)
    changed = {**data, "filter_config": {"event_types": ["order.paid"]}}
    updated = answered("subscription.update", convoy.subscription.update(uid, {}, changed), 202)
    check("its event types have changed", updated.get("filter_config", {}).get("event_types") == ["order.paid"], updated)
    answered("subscription.delete", convoy.subscription.delete(uid, {}, {}), 200, has_data=False)


def judge_events(convoy, endpoint):
    data = {"endpoint_id": endpoint, "event_type": "payment.success", "data": {"amount": 9007199254740993, "nested": {"ok": True}}}
    event = answered("event.create", convoy.event.create({}, data), 201)
    body, code = convoy.event.create({}, {**data, "evnet_type": "oops"})
    check("a misspelt field is named", code == 400 and "evnet_type" in body.get("message", ""), body)
    stored = wait_for("the event is stored", lambda: found(convoy.event.find(event.get("uid", ""), {})))
    if stored is None:
        return
    check("its data is what was sent", stored.get("data") == data["data"], stored)
    listed = answered("event.all", convoy.event.all({"perPage": 5}), 200)
    check("the list holds it", event.get("uid") in [e["uid"] for e in listed.get("content", [])], listed)
    judge_deliveries(convoy, event.get("uid", ""))


def found(reply):
    body, code = reply
    return body.get("data") if code == 200 else None


def judge_deliveries(convoy, event):
    def finished():
        body, _ = convoy.event_delivery.all({"eventId": event})
        content = (body.get("data") or {}).get("content") or []
        return content if content and content[0]["status"] in ("Success", "Failure", "Discarded") else None

    if not SINK:
        print("skipped deliveries: LONGSHORE_SINK_URL is not set")
        return
    deliveries = wait_for("the delivery ends", finished)
    if not deliveries:
        return
    uid = deliveries[0]["uid"]
    delivery = answered("event_delivery.find", convoy.event_delivery.find(uid, {}), 200)
    check("it succeeded", delivery.get("status") == "Success", delivery)
    body, code = convoy.delivery_attempt.all(uid, {})
    attempts = body.get("data") or []
    check("delivery_attempt.all", code == 200 and len(attempts) == 1 and attempts[0]["status"] is True, body)
    if attempts:
        one = answered("delivery_attempt.find", convoy.delivery_attempt.find(uid, attempts[0]["uid"], {}), 200)
        check("it tells status and address", re.match(r"2\d\d \w", one.get("http_status", "")) and one.get("ip_address"), one)
    body, code = convoy.event_delivery.resend(uid, {})
    check("a delivery that succeeded is not resent", code == 400 and body.get("status") is False, body)


def main():
    if not KEY:
        print("LONGSHORE_API_KEY is not set", file=sys.stderr)
        return 2
    project, key = make_project()
    # The client joins some paths without a slash, so its base ends with one; empty segments mean nothing to the server.
    convoy = Convoy({"api_key": key, "uri": f"{BASE}/api/v1/projects/{project}/"})
    try:
        endpoint = judge_endpoints(convoy)
        judge_sources(convoy)
        judge_subscriptions(convoy, endpoint)
        judge_events(convoy, endpoint)
        answered("endpoint.delete", convoy.endpoint.delete(endpoint, {}, {}), 200, has_data=False)
        stranger = Convoy({"api_key": "CO.wrong.key", "uri": f"{BASE}/api/v1/projects/{project}/"})
        answered("an unknown key is a 401", stranger.endpoint.all({}), 401, has_data=False)
    finally:
        requests.delete(f"{BASE}/api/v1/projects/{project}", headers={"Authorization": f"Bearer {KEY}"}, timeout=30)
    print(f"{len(failures)} failed" if failures else "all as expected")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
