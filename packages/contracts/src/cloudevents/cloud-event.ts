/** A CloudEvents 1.0 event with JSON data. */
export interface CloudEvent<Data = unknown> {
  readonly id: string;
  /** URI reference of the producer. */
  readonly source: string;
  readonly type: string;
  /** RFC 3339. */
  readonly time?: string;
  readonly subject?: string;
  /** Extension attributes, lower-case names, as text. */
  readonly extensions: Readonly<Record<string, string>>;
  readonly data: Data;
}

/** The part of a Kafka record that carries an event. */
export interface EventRecord {
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A record that is no event that we can read. `id` is there when at least the event's id could be. */
export interface UnreadableEvent {
  readonly id?: string;
  readonly source?: string;
  /** Free of the record's content. */
  readonly reason: string;
}

/** What reading a record gave. */
export type DecodedEvent =
  | { readonly readable: true; readonly event: CloudEvent }
  | ({ readonly readable: false } & UnreadableEvent);
