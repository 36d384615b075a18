import { describe, expect, it } from 'vitest';
import { CompositionError, compose } from './compose.ts';
import { token } from './token.ts';

class Clock {
  readonly zone: string;
  constructor(zone: string) {
    this.zone = zone;
  }
}
const ZONE = token<string>('zone');
const GREETING = token<string>('greeting');

describe('a composition', () => {
  it('makes each instance once, at first use', () => {
    let made = 0;
    const app = compose().single(ZONE, () => `zone ${++made}`);

    expect(made).toBe(0);
    expect([app.resolve(ZONE), app.resolve(ZONE)]).toEqual(['zone 1', 'zone 1']);
  });

  it('gives factories what they ask for, by token or by class, in whatever order they were registered', () => {
    const app = compose()
      .single(GREETING, (c) => `hello from ${c.resolve(Clock).zone}`)
      .single(Clock, (c) => new Clock(c.resolve(ZONE)))
      .single(ZONE, () => 'Europe/Luxembourg');

    expect(app.resolve(GREETING)).toBe('hello from Europe/Luxembourg');
  });

  it('names what is missing and who asked for it', () => {
    const app = compose().single(Clock, (c) => new Clock(c.resolve(ZONE)));

    expect(() => app.resolve(Clock)).toThrow(new CompositionError('zone is not registered, asked for by Clock'));
  });

  it('names a circle instead of overflowing the stack', () => {
    const app = compose()
      .single(ZONE, (c) => c.resolve(GREETING))
      .single(GREETING, (c) => c.resolve(ZONE));

    expect(() => app.resolve(ZONE)).toThrow(new CompositionError('zone needs itself, asked for by zone > greeting'));
  });

  it('refuses a second registration, and replaces one part of a real graph when asked to', () => {
    const app = compose()
      .single(ZONE, () => 'Europe/Luxembourg')
      .single(Clock, (c) => new Clock(c.resolve(ZONE)));

    expect(() => app.single(ZONE, () => 'UTC')).toThrow('zone is registered twice');
    expect(app.replace(ZONE, () => 'UTC').resolve(Clock).zone).toBe('UTC');
    expect(() => app.replace(GREETING, () => '')).toThrow('greeting is not registered');
  });

  it('keeps two compositions apart', () => {
    compose().single(ZONE, () => 'UTC');

    expect(() => compose().resolve(ZONE)).toThrow(CompositionError);
  });
});
