import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { faultAnswer } from '../answers/fault-answer.ts';
import { faultKind } from '../faults/catalogue.ts';
import type { FaultRules } from '../faults/fault-rules.ts';
import { drawLatency } from '../latency.ts';
import type { Pharmacies } from '../pharmacies.ts';
import type { Platform } from '../platform.ts';
import type { Step } from '../step.ts';
import type { Truth } from '../truth.ts';
import { XML_TYPE } from '../wire/content-type.ts';
import { newCorrelationId } from '../wire/correlation-id.ts';
import { childrenNamed, textOf } from '../wire/elements.ts';
import type { Message } from '../wire/message.ts';
import { WST, WST_CANCEL } from '../wire/namespaces.ts';
import { Refusal } from '../wire/refusal.ts';
import { answerStep, type Received, readOrRefusal } from './answer-step.ts';
import { createEarlierAnswers } from './earlier-answers.ts';
import { truthEntry } from './truth-entry.ts';

/** What an exchange needs from the simulator. */
export interface ExchangeParts {
  readonly platform: Platform;
  readonly pharmacies: Pharmacies;
  readonly faults: FaultRules;
  readonly truth: Truth;
}

/** A request whose body has been read. */
export interface Asked {
  readonly path: Exclude<Step, 'cancel'>;
  readonly body: Buffer;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The TCP connection below TLS. */
  readonly connection: Socket;
}

/** Makes the one path that all four calls take: read, answer or refuse, commit the faults asked for, record, send. */
export function createExchange({ platform, pharmacies, faults, truth }: ExchangeParts): (asked: Asked) => Promise<void> {
  const earlier = createEarlierAnswers();
  let gets = 0;

  return async (asked) => {
    const startedAt = performance.now();
    const received = receive(asked, pharmacies);
    const { step, peer } = received;
    const pharmacy = peer?.pharmacy.id;
    const met = faults.meet({ step, pharmacy, text: asked.body.toString('utf8') });
    const fault = met.kind === undefined ? undefined : faultKind(met.kind);
    const settings = platform.settings();
    if (step === 'get') gets += 1;
    const cryptography = step !== 'get' || gets % settings.verifyOneIn === 0;
    const correlationId = newCorrelationId();

    const [answered] = await Promise.all([
      answerStep(received, { correlationId, cryptography, alter: fault?.alter ?? {} }, platform, fault?.refuse?.(step)),
      pause(drawLatency(settings.latencyMs, step) + met.latencyMs),
    ]);

    const refused = answered instanceof Refusal;
    let text = refused ? faultAnswer(answered.code, answered.message, correlationId) : answered.text;
    if (!refused) {
      text = fault?.tamper?.(text, step, earlier.last(pharmacy, answered.questionHash)) ?? text;
      // An answer that a fault may have changed is none that could genuinely be replayed.
      if (fault === undefined) earlier.keep(pharmacy, answered.questionHash, text);
    }
    const at = platform.now();
    const durationMs = performance.now() - startedAt;
    const soapAction = asked.request.headers['soapaction']?.toString();
    const concluded = { at: at.toISOString(), step, correlationId, verified: cryptography, durationMs };
    truth.record(truthEntry({ ...concluded, pharmacy, fault: met.kind, soapAction, answered }));

    const { response, connection } = asked;
    const status = refused ? 500 : 200;
    // The platform's clock: a clock that is wrong can so be shown to clients that measure theirs against it.
    response.setHeader('date', at.toUTCString());
    if (fault?.deliver === undefined) response.writeHead(status, { 'content-type': XML_TYPE }).end(text);
    else await fault.deliver({ response, connection, status, text, delayMs: met.delayMs });
  };
}

function receive({ path, body, request }: Asked, pharmacies: Pharmacies): Received {
  const certificate = (request.socket as TLSSocket).getPeerX509Certificate();
  const message = readOrRefusal(body);
  const step = path === 'token' && !(message instanceof Refusal) && isCancel(message) ? 'cancel' : path;
  return { step, message, peer: pharmacies.byCertificate(certificate?.fingerprint256 ?? '') };
}

function isCancel({ content }: Message): boolean {
  return childrenNamed(content, WST, 'RequestType').some((type) => textOf(type) === WST_CANCEL);
}
