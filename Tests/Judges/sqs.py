"""Uses SQS with boto3, a client that is not ours. Credentials and region come from the environment, as boto3 has them.

sqs.py ENDPOINT account                     makes a user who may do everything; prints its key's id and secret
sqs.py ENDPOINT role                        makes a role that everybody may take on, who may do everything; prints its ARN
sqs.py ENDPOINT make QUEUE                  makes a queue, FIFO when its name says so
sqs.py ENDPOINT send QUEUE                  sends one message for each JSON object on standard input:
                                            {"body": "base64", "headers": {"name": "text"}, "binary": {"name": "base64"},
                                             "number": {"name": "1.10"}, "group": "g"}
"""

import base64
import json
import sys

import boto3


def policy(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"} | statement]})


EVERYTHING = policy(Action="*", Resource="*")


def account(endpoint):
    iam = boto3.client("iam", endpoint_url=endpoint)
    iam.create_user(UserName="longshore")
    iam.put_user_policy(UserName="longshore", PolicyName="everything", PolicyDocument=EVERYTHING)
    key = iam.create_access_key(UserName="longshore")["AccessKey"]
    print(key["AccessKeyId"], key["SecretAccessKey"])


def role(endpoint):
    iam = boto3.client("iam", endpoint_url=endpoint)
    trust = policy(Action="sts:AssumeRole", Principal={"AWS": "*"})
    made = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust)["Role"]
    iam.put_role_policy(RoleName="reader", PolicyName="everything", PolicyDocument=EVERYTHING)
    print(made["Arn"])


def make(endpoint, queue):
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "false"} if queue.endswith(".fifo") else {}
    boto3.client("sqs", endpoint_url=endpoint).create_queue(QueueName=queue, Attributes=attributes)


def entry(number, message):
    kinds = (("headers", "String", "StringValue"), ("number", "Number", "StringValue"), ("binary", "Binary", "BinaryValue"))
    attributes = {}
    for member, kind, place in kinds:
        for name, value in message.get(member, {}).items():
            value = base64.b64decode(value) if kind == "Binary" else value
            attributes[name] = {"DataType": kind, place: value}
    result = {
        "Id": str(number % 10),
        "MessageBody": base64.b64decode(message["body"]).decode(),
        "MessageAttributes": attributes,
    }
    if "group" in message:
        result |= {"MessageGroupId": message["group"], "MessageDeduplicationId": f"d{number}"}
    return result


def send(endpoint, queue):
    sqs = boto3.client("sqs", endpoint_url=endpoint)
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    entries = [entry(number, json.loads(line)) for number, line in enumerate(sys.stdin)]
    for start in range(0, len(entries), 10):
        answer = sqs.send_message_batch(QueueUrl=url, Entries=entries[start:start + 10])
        if answer.get("Failed"):
            sys.exit(f"not sent: {answer['Failed'][:3]}")


def main():
    endpoint, command, rest = sys.argv[1], sys.argv[2], sys.argv[3:]
    {"account": account, "role": role, "make": make, "send": send}[command](endpoint, *rest)


if __name__ == "__main__":
    main()
