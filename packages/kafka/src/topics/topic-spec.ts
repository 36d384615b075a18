/** A topic as it should be. */
export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  /** The broker's default where absent; never changed afterwards. */
  readonly replicationFactor?: number;
  /** What the topic's own configuration must say; other settings of the topic are left alone. */
  readonly config: Readonly<Record<string, string>>;
}

/** A topic as it is. */
export interface TopicState {
  readonly partitions: number;
  /** The topic's own settings, without the broker's defaults. */
  readonly config: Readonly<Record<string, string>>;
}

/** One difference between the two. Only `shrink` cannot be mended: Kafka never takes a partition away. */
export type TopicChange =
  | { readonly kind: 'create'; readonly topic: string; readonly partitions: number }
  | { readonly kind: 'grow'; readonly topic: string; readonly from: number; readonly to: number }
  | {
      readonly kind: 'configure';
      readonly topic: string;
      readonly name: string;
      readonly from: string | null;
      readonly to: string;
    }
  | { readonly kind: 'shrink'; readonly topic: string; readonly from: number; readonly to: number };

/** How a topic differs from what it should be; `state` is null where it does not exist. */
export function topicDrift(spec: TopicSpec, state: TopicState | null): TopicChange[] {
  const topic = spec.name;
  if (state === null) {
    return [{ kind: 'create', topic, partitions: spec.partitions }];
  }
  const found: TopicChange[] = [];
  if (state.partitions !== spec.partitions) {
    const kind = state.partitions < spec.partitions ? 'grow' : 'shrink';
    found.push({ kind, topic, from: state.partitions, to: spec.partitions });
  }
  for (const [name, to] of Object.entries(spec.config)) {
    const from = state.config[name] ?? null;
    if (from !== to) {
      found.push({ kind: 'configure', topic, name, from, to });
    }
  }
  return found;
}
