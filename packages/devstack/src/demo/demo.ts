import { join } from 'node:path';
import type { CheckResult } from '@officine/client';
import { plainEnvironment } from '../stack/handed-on.ts';
import type { Stack } from '../stack/stack.ts';
import { demoQuestions } from './questions.ts';
import { shortOutcome, showAnswer } from './show.ts';
import { showTrace } from './show-trace.ts';
import { askAsVendor } from './vendor.ts';

const TIMEOUT_MS = 5_000;

/** Asks the demonstration's questions and prints what came back; returns how many of the answers were not as they must be. */
export async function runDemo(stack: Stack, write: (text: string) => void): Promise<number> {
  const questions = demoQuestions(stack.pharmacies[0]?.id ?? '');
  const results: CheckResult[] = [];
  await askAsVendor({
    message: { vendor: stack.vendor, kafkaBrokers: stack.kafkaBrokers, questions, timeoutMs: TIMEOUT_MS },
    env: { ...plainEnvironment(process.env), ...stack.telemetryEnv },
    logFile: join(stack.logsFolder, 'vendor.log'),
    onReport: (report) => {
      const question = report.kind === 'answer' ? questions[report.index] : undefined;
      if (report.kind === 'answer' && question !== undefined) {
        const { check } = question.ask;
        results[report.index] = report.result;
        write(showAnswer(question.title, questionOf(question.ask, check), report.result, report.elapsedMs));
      }
      if (report.kind === 'settled') {
        write(`\n● later, by itself: request ${report.requestId} ${report.outcome}\n`);
      }
    },
  });
  await showTrace(stack.traces, results[0], write);
  const surprises = questions.filter(({ expected }, index) => {
    const result = results[index];
    return result === undefined || shortOutcome(result) !== expected;
  });
  for (const { title, expected } of surprises) {
    write(`\nNot as expected: ${title} should be "${expected}"\n`);
  }
  write(`\n${questions.length - surprises.length} of ${questions.length} answers as expected\n`);
  return surprises.length;
}

function questionOf(ask: object, check: string): object {
  const asked = Object.entries(ask).find(([name]) => name === check)?.[1];
  return typeof asked === 'object' && asked !== null ? asked : {};
}
