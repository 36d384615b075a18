import { type TopicDefinition, topicConfig } from '@officine/contracts';
import { declaredTopics, schemaPath } from './declared-topics.ts';
import { GENERATED, type GeneratedFile } from './generated-file.ts';

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
] as const;

/** `topics.md`: every topic, its key, retention, partitions, who writes and who reads it, and its events. */
export function topicsPage(): GeneratedFile {
  const overview = [
    '| topic | key | cleanup | partitions | written by | read by |',
    '| --- | --- | --- | --- | --- | --- |',
    ...declaredTopics.map((topic) => row(topic)),
  ];
  const text = ['# Topics', '', GENERATED, '', ...overview, '', ...declaredTopics.flatMap(section)].join('\n');
  return { path: 'topics.md', text };
}

function row(topic: TopicDefinition): string {
  const { name, keyedBy, writtenBy, readBy } = topic;
  return `| \`${name}\` | ${escaped(keyedBy)} | ${cleanupOf(topic)} | ${partitionsOf(topic)} | ${parties(writtenBy)} | ${parties(readBy)} |`;
}

function section(topic: TopicDefinition): string[] {
  const events = topic.events.map((event) => `- [\`${event.type}\`](${schemaPath(event)}): ${event.summary}`);
  const config = Object.entries(topicConfig(topic)).map(([name, value]) => `\`${name}=${value}\``);
  return [
    `## ${topic.name.replaceAll('<', '\\<')}`,
    '',
    `${topic.summary}.`,
    '',
    `Configuration: ${config.join(', ')}`,
    '',
    ...(events.length > 0 ? [...events, ''] : []),
  ];
}

function cleanupOf({ cleanup }: TopicDefinition): string {
  const { policy, retentionMs } = cleanup;
  if (retentionMs === undefined) {
    return policy;
  }
  return retentionMs < 0 ? 'kept for ever' : `${policy === 'compact' ? 'compact + delete' : policy} ${durationOf(retentionMs)}`;
}

function durationOf(ms: number): string {
  const [unit, length] = UNITS.find(([, unitMs]) => ms % unitMs === 0) ?? ['ms', 1];
  return `${ms / length} ${unit}`;
}

function partitionsOf({ partitions }: TopicDefinition): string {
  return partitions === 'per-vendor' ? "the vendor's number" : String(partitions);
}

function parties(names: readonly string[]): string {
  return names.length === 0 ? '–' : names.join(', ');
}

function escaped(text: string): string {
  return text.replaceAll('<', '\\<');
}
