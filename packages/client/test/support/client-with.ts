import type { Dropped, Settled } from '../../src/index.ts';
import { OfficineClient } from '../../src/officine-client.ts';
import type { QuestionOf } from '../../src/request/question.ts';
import { FakeTransport } from './fake-transport.ts';
import { ManualClock } from './manual-clock.ts';

/** A client whose Kafka and time are the test's. */
export function aClient() {
  const clock = new ManualClock();
  const transport = new FakeTransport();
  const logged: string[] = [];
  const note = (details: object, message: string) => logged.push(`${message} ${JSON.stringify(details)}`);
  const logger = { debug: note, info: note, warn: note, error: note };
  const client = new OfficineClient({ vendor: 'acme', source: '/vendors/acme', transport, clock, logger });
  const settled: Settled[] = [];
  const dropped: Dropped[] = [];
  client.onSettled((told) => settled.push(told));
  client.onDropped((told) => dropped.push(told));
  client.start();
  transport.comeBack();
  return { client, clock, transport, settled, dropped, logged };
}

export const QUESTION: QuestionOf<'affiliation'> = {
  check: 'affiliation',
  pharmacy: 'ph-0001',
  user: { id: 'u-42', role: 'pharmacist' },
  affiliation: { matricule: '1893120105732' },
};
