"""What every row moves."""


def payloads(count):
    """JSON objects of about 300 bytes."""
    line = '{"seq":%d,"order":"ord-%09d","customer":"cust-42","amount":"199.90","currency":"EUR","note":"' + "x" * 200 + '"}'
    return [line % (number, number) for number in range(1, count + 1)]
