import type { Message } from 'kafkajs';

/** Well below what a broker takes in one batch (1 MB): kafkajs makes one of all messages of a partition that it is given at once. */
const PORTION_BYTES = 384 * 1_024;

/** The messages in their order, in portions that a broker takes: thousands of pharmacies are one transaction, not one request. */
export function* portionsOf(messages: readonly Message[]): Generator<readonly Message[]> {
  let portion: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = sizeOf(message);
    if (portion.length > 0 && bytes + size > PORTION_BYTES) {
      yield portion;
      portion = [];
      bytes = 0;
    }
    portion.push(message);
    bytes += size;
  }
  if (portion.length > 0) {
    yield portion;
  }
}

function sizeOf({ key, value, headers = {} }: Message): number {
  const texts = [key ?? '', value ?? '', ...Object.entries(headers).flat()];
  return texts.reduce<number>((sum, text) => sum + Buffer.byteLength(String(text)), 64);
}
