/** One node of a cluster in which every node is broker and controller. */
export interface KafkaNodeAddress {
  readonly id: number;
  readonly brokerPort: number;
  readonly controllerPort: number;
  /** Of a second listener, where the cluster has one. */
  readonly sidePort: number;
}

/** The `server.properties` of one node. With three nodes or more, replication is what production has: 3, of which 2 in sync. */
export function kafkaProperties(
  node: KafkaNodeAddress,
  all: readonly KafkaNodeAddress[],
  dataFolder: string,
  more: Readonly<Record<string, string>> = {},
): string {
  const replication = Math.min(all.length, 3);
  const inSync = replication >= 3 ? 2 : 1;
  const settings: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': all.map(({ id, controllerPort }) => `${id}@127.0.0.1:${controllerPort}`).join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${node.brokerPort},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${node.brokerPort}`,
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': dataFolder,
    // Topics are made by `officine topics apply`, never by accident.
    'auto.create.topics.enable': false,
    'default.replication.factor': replication,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replication,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': replication,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': replication,
    'share.coordinator.state.topic.min.isr': inSync,
    // A development group is complete as soon as it has joined.
    'group.initial.rebalance.delay.ms': 0,
    // 128 MB by default, a quarter of the heap that this node gets.
    'log.cleaner.dedupe.buffer.size': 16 * 1_024 * 1_024,
    // A killed broker is fenced after this long; the 9 s of the default only make crash tests slower.
    'broker.session.timeout.ms': 6_000,
    'broker.heartbeat.interval.ms': 1_000,
    ...more,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
