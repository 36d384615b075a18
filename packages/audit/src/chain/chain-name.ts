/** What a chain is named after: one life of one partition. A topic that was made anew begins another generation. */
export interface ChainPlace {
  readonly cluster: string;
  readonly topic: string;
  readonly partition: number;
  readonly generation: number;
}

/** `cluster/topic/partition/generation`. */
export function chainName({ cluster, topic, partition, generation }: ChainPlace): string {
  return `${cluster}/${topic}/${partition}/${generation}`;
}
