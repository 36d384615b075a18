/** How to reach Kafka. PEM texts, never file names: reading files is the caller's affair. */
export interface KafkaSettings {
  readonly clientId: string;
  /** Bootstrap servers as `host:port`. */
  readonly brokers: readonly string[];
  /** Present, even if empty: TLS, verified against `ca` or the system's authorities. There is no way to switch verification off. */
  readonly ssl?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}
