import { type EventDefinition, type TopicDefinition, topicConfig } from '@officine/contracts';
import { stringify } from 'yaml';
import { declaredEvents, declaredTopics, schemaPath } from './declared-topics.ts';
import type { GeneratedFile } from './generated-file.ts';

/** `asyncapi.yaml`: topics and events as AsyncAPI 3.0, with the operations of a vendor's back end. */
export function asyncapi(): GeneratedFile {
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Officine',
      version: '1.0.0',
      description: "Checks at Luxembourg's social security, by Kafka. CloudEvents 1.0, binary mode written, both modes read.",
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(declaredTopics.map((topic) => [channelName(topic), channelOf(topic)])),
    operations: Object.fromEntries(declaredTopics.flatMap(vendorOperations)),
    components: {
      messages: Object.fromEntries(declaredEvents().map((event) => [event.type, messageOf(event)])),
      schemas: { cloudEventHeaders: CLOUD_EVENT_HEADERS },
    },
  };
  return { path: 'asyncapi.yaml', text: stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }) };
}

const TEXT = { type: 'string' };
const CLOUD_EVENT_HEADERS = {
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'content-type'],
  properties: {
    'content-type': { type: 'string', const: 'application/json' },
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: { ...TEXT, maxLength: 256 },
    ce_source: TEXT,
    ce_type: TEXT,
    ce_time: { ...TEXT, format: 'date-time' },
    ce_subject: { ...TEXT, description: 'Of a result: the id of its request' },
    ce_sourceposition: { ...TEXT, description: 'Of a result: partition:offset of its request' },
    ce_requesthash: { ...TEXT, description: 'Of a result: SHA-256 over the id and the canonical data of its request' },
    traceparent: { ...TEXT, description: 'W3C Trace Context' },
    tracestate: TEXT,
  },
};

function channelOf(topic: TopicDefinition) {
  const { name, summary, keyedBy, partitions, events } = topic;
  const ofVendor = name.includes('<vendor>');
  return {
    address: name.replace('<vendor>', '{vendor}'),
    summary,
    description: `Keyed by ${keyedBy}.`,
    ...(ofVendor && { parameters: { vendor: { description: "The vendor's id: 2 to 32 of a-z, 0-9 and -" } } }),
    messages: Object.fromEntries(events.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
    bindings: { kafka: { ...(partitions !== 'per-vendor' && { partitions }), topicConfiguration: topicConfigurationOf(topic) } },
  };
}

/** The part of a topic's configuration that the Kafka binding has words for. */
function topicConfigurationOf(topic: TopicDefinition) {
  const config = topicConfig(topic);
  const numbers = ['retention.ms', 'max.message.bytes'].flatMap((name) =>
    config[name] === undefined ? [] : [[name, Number(config[name])]],
  );
  return { 'cleanup.policy': config['cleanup.policy']?.split(','), ...Object.fromEntries(numbers) };
}

function vendorOperations(topic: TopicDefinition): [string, object][] {
  const channel = { $ref: `#/channels/${channelName(topic)}` };
  return [
    ...(topic.writtenBy.includes('vendor') ? [operation('send', topic, channel)] : []),
    ...(topic.readBy.includes('vendor') ? [operation('receive', topic, channel)] : []),
  ];
}

function operation(action: 'send' | 'receive', topic: TopicDefinition, channel: object): [string, object] {
  return [`${action}-${channelName(topic)}`, { action, channel, summary: topic.summary }];
}

function messageOf(event: EventDefinition) {
  return {
    name: event.type,
    title: event.type,
    summary: event.summary,
    contentType: 'application/json',
    headers: { $ref: '#/components/schemas/cloudEventHeaders' },
    payload: { $ref: `./${schemaPath(event)}` },
  };
}

/** `officine.vendor.<vendor>.requests.v1` is `vendor-requests-v1`: references may not hold dots and brackets everywhere. */
function channelName({ name }: TopicDefinition): string {
  return name
    .replace(/^officine\./, '')
    .replace('.<vendor>', '')
    .replaceAll('.', '-');
}
