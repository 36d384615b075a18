"""A vendor's back end that shares nothing with Officine but Kafka and CloudEvents: another language, other libraries.

Arguments: brokers, vendor. Standard input: a JSON list of records to publish, each with `mode` (binary, structured, structured-v1,
raw), `key`, optionally `partition` and `headers`, and `id` with `data` or, in raw mode, `value` (text or null). Standard output: a
JSON line for each record as it was written, then one for each record of the results and notices topics, for as long as standard
input stays open.
"""

import json
import sys
import threading
import uuid
from datetime import datetime, timezone

from cloudevents.core.bindings.kafka import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from cloudevents.v1.http import CloudEvent as CloudEventOfSdk1
from cloudevents.v1.kafka import to_structured as to_structured_of_sdk1
from confluent_kafka import Consumer, Producer

REQUESTED = "lu.officine.check.requested.v1"
SOURCE = "urn:outside:python"


def message_of(record):
    """Headers (bytes) and value of a record."""
    if record["mode"] == "raw":
        value = record.get("value")
        return {}, None if value is None else value.encode()
    attributes = {"id": record["id"], "source": SOURCE, "type": REQUESTED}
    if record["mode"] == "structured-v1":
        message = to_structured_of_sdk1(CloudEventOfSdk1(attributes, record["data"]))
        return message.headers, message.value
    event = CloudEvent(
        attributes={**attributes, "time": datetime.now(timezone.utc), "datacontenttype": "application/json"},
        data=record["data"],
    )
    message = to_binary_event(event) if record["mode"] == "binary" else to_structured_event(event)
    return message.headers, message.value


def tell(**facts):
    print(json.dumps(facts), flush=True)


def publish(producer, topic, record):
    headers, value = message_of(record)
    headers = {**headers, **{name: text.encode() for name, text in record.get("headers", {}).items()}}
    where = {"partition": record["partition"]} if "partition" in record else {}

    def written(error, message):
        if error is None:
            tell(kind="written", id=record.get("id"), partition=message.partition(), offset=message.offset())
        else:
            tell(kind="failed", id=record.get("id"), reason=error.name())

    producer.produce(
        topic, key=record["key"].encode(), value=value, headers=list(headers.items()), on_delivery=written, **where
    )


def read(consumer, stop):
    while not stop.is_set():
        message = consumer.poll(0.2)
        if message is None:
            continue
        if message.error():
            tell(kind="failed", reason=message.error().name())
            continue
        headers = {name: value.decode() for name, value in message.headers() or []}
        tell(
            kind="read",
            topic=message.topic(),
            partition=message.partition(),
            key=message.key() and message.key().decode(),
            headers=headers,
            data=json.loads(message.value()),
        )


def main():
    brokers, vendor = sys.argv[1:]
    topic = f"officine.vendor.{vendor}.{{}}.v1".format
    consumer = Consumer(
        {"bootstrap.servers": brokers, "group.id": f"outside-{uuid.uuid4()}", "auto.offset.reset": "earliest"}
    )
    consumer.subscribe([topic("results"), topic("notices")])
    # librdkafka's own partitioner: CRC32, where Officine's client takes murmur2.
    producer = Producer({"bootstrap.servers": brokers, "enable.idempotence": True})
    stop = threading.Event()
    reader = threading.Thread(target=read, args=(consumer, stop))
    reader.start()
    for line in sys.stdin:
        for record in json.loads(line):
            publish(producer, topic("requests"), record)
        producer.flush(30)
    stop.set()
    reader.join()
    consumer.close()


main()
