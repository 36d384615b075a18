import { describe, expect, it } from 'vitest';
import { kafkaProperties } from './kafka-properties.ts';

const nodes = [1, 2, 3].map((id) => ({ id, brokerPort: 9_000 + id, controllerPort: 9_100 + id, sidePort: 9_200 + id }));

describe("a Kafka node's properties", () => {
  it('replicate as production does when there are three nodes', () => {
    const text = kafkaProperties(nodes[0]!, nodes, '/data');

    expect(text).toContain('offsets.topic.replication.factor=3\n');
    expect(text).toContain('min.insync.replicas=2\n');
    expect(text).toContain('controller.quorum.voters=1@127.0.0.1:9101,2@127.0.0.1:9102,3@127.0.0.1:9103\n');
  });

  it('let a single node stand alone', () => {
    const text = kafkaProperties(nodes[0]!, nodes.slice(0, 1), '/data');

    expect(text).toContain('default.replication.factor=1\n');
    expect(text).toContain('min.insync.replicas=1\n');
  });

  it('never make a topic by accident, and listen on this machine alone', () => {
    const text = kafkaProperties(nodes[1]!, nodes, '/data');

    expect(text).toContain('auto.create.topics.enable=false\n');
    expect(text.match(/listeners=.*\n/g)?.join('')).not.toMatch(/\/\/(?!127\.0\.0\.1)/);
  });
});
