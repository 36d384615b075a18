import { describe, expect, it } from 'vitest';
import { failureType, isHopeless } from './failure.ts';

class Named extends Error {
  constructor(name: string, cause?: unknown) {
    super('…', { cause });
    this.name = name;
  }
}

describe('the type of a failure', () => {
  it('is that of the innermost cause, through retries of retries', () => {
    const protocol = Object.assign(new Named('KafkaJSProtocolError'), { type: 'TOPIC_AUTHORIZATION_FAILED' });

    expect(failureType(new Named('KafkaJSNumberOfRetriesExceeded', new Named('KafkaJSNonRetriableError', protocol)))).toBe(
      'TOPIC_AUTHORIZATION_FAILED',
    );
  });

  it('is known for anything that can be thrown, without end in a circle', () => {
    const circle = new Named('KafkaJSConnectionError');
    circle.cause = circle;

    expect(failureType(circle)).toBe('KafkaJSConnectionError');
    expect(failureType('text')).toBe('UNKNOWN');
  });

  it('tells what only a human can mend', () => {
    expect(isHopeless('SASL_AUTHENTICATION_FAILED')).toBe(true);
    expect(isHopeless('KafkaJSConnectionError')).toBe(false);
  });
});
