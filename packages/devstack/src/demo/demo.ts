import { join } from 'node:path';
import type { CheckResult } from '@officine/client';
import { plainEnvironment } from '../stack/handed-on.ts';
import type { Stack } from '../stack/stack.ts';
import { type OutageSeen, showOutage } from './outage.ts';
import { type DemoQuestion, demoQuestions } from './questions.ts';
import { shortOutcome, showAnswer } from './show.ts';
import { untilMonitorSays } from './show-availability.ts';
import { showTrace } from './show-trace.ts';
import { DemoVendor } from './vendor.ts';

const TIMEOUT_MS = 5_000;
/** Five failures in a row, of checks and of probes. */
const SEEN_DOWN_WITHIN_MS = 40_000;
/** Asked again while mySecu is away: a yes, a no, and a prescriber. */
const IN_THE_OUTAGE: readonly string[] = ['an affiliated person', 'a person who is not affiliated', 'a prescriber with rights'];

/** Asks the demonstration's questions and prints what came back; returns how many of the answers were not as they must be. */
export async function runDemo(stack: Stack, write: (text: string) => void): Promise<number> {
  const questions = demoQuestions(stack.pharmacies[0]?.id ?? '');
  const vendor = await DemoVendor.start({
    vendor: stack.vendor,
    kafkaBrokers: stack.kafkaBrokers,
    env: { ...plainEnvironment(process.env), ...stack.telemetryEnv },
    logFile: join(stack.logsFolder, 'vendor.log'),
  });
  try {
    const results = await vendor.ask(questions, {
      timeoutMs: TIMEOUT_MS,
      onAnswer: ({ title, ask }, result, elapsedMs) => write(showAnswer(title, questionOf(ask), result, elapsedMs)),
    });
    await showTrace(stack.traces, results[0], write);
    const again = questions.filter(({ title }) => IN_THE_OUTAGE.includes(title));
    const outage = await showOutage(stack, vendor, again, write, async () => {
      if (await untilMonitorSays(stack, 'down', SEEN_DOWN_WITHIN_MS)) {
        write('\nThe monitor says that mySecu is down\n');
      }
    });
    const surprises = [...surprisesOf(questions, results), ...(outage === undefined ? [] : surprisesIn(again, outage))];
    const answers = questions.length + (outage === undefined ? 0 : 2 * again.length);
    for (const surprise of surprises) {
      write(`\nNot as expected: ${surprise}\n`);
    }
    write(`\n${answers - surprises.length} of ${answers} answers as expected\n`);
    return surprises.length;
  } finally {
    await vendor.end();
  }
}

function surprisesOf(questions: readonly DemoQuestion[], results: readonly CheckResult[]): string[] {
  return questions.flatMap(({ title, expected }, index) => {
    const result = results[index];
    return result !== undefined && shortOutcome(result) === expected ? [] : [`${title} should be "${expected}"`];
  });
}

/** In an outage nobody is told yes or no, and afterwards everybody is told what is true. */
function surprisesIn(questions: readonly DemoQuestion[], { during, settled }: OutageSeen): string[] {
  return questions.flatMap(({ title, expected }, index) => {
    const first = during[index];
    const later = settled.find(({ requestId }) => requestId === first?.requestId);
    return [
      ...(first?.outcome === 'degraded' ? [] : [`${title} should be degraded while mySecu is away`]),
      ...(later !== undefined && shortOutcome(later) === expected
        ? []
        : [`${title} should be "${expected}" once mySecu is back`]),
    ];
  });
}

function questionOf(ask: DemoQuestion['ask']): object {
  const asked = Object.entries(ask).find(([name]) => name === ask.check)?.[1];
  return typeof asked === 'object' && asked !== null ? asked : {};
}
