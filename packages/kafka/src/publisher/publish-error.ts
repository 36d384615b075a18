/** Why a record was not published. */
export type PublishErrorCode =
  | 'unknown-topic'
  | 'forbidden-topic'
  | 'unknown-partition'
  | 'record-too-large'
  | 'refused-by-broker'
  | 'not-acknowledged'
  | 'queue-full'
  | 'fenced'
  | 'stopped';

/**
 * Thrown when a record could not be published within the publisher's time. The record may nevertheless be in the topic when
 * the code is `not-acknowledged`: nobody knows, and publishing it again is right.
 */
export class PublishError extends Error {
  override readonly name = 'PublishError';
  readonly code: PublishErrorCode;
  readonly topic: string;
  /** Nothing about the record itself was wrong, unless it is too large or refused: a runner halts its partition. */
  readonly disposition: 'halt' | 'park';

  constructor(code: PublishErrorCode, topic: string, options?: ErrorOptions) {
    super(`${code}: ${topic}`, options);
    this.code = code;
    this.topic = topic;
    this.disposition = code === 'record-too-large' || code === 'refused-by-broker' ? 'park' : 'halt';
  }
}
