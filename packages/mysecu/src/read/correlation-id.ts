// The platform writes it into a comment near the top, which may be wrongly encoded: nothing else of it is read.
const LABEL = 'Correlation-ID:';
const CORRELATION_ID = /^Correlation-ID:\s*(Id-[0-9a-fA-F]{1,64})/;
const NEAR_THE_TOP = 4_096;
/** The label, white space and the longest id. */
const LONGEST = 96;

/** mySecu's handle of an answer, `Id-` and hexadecimal digits (protocol, section 1); undefined when it tells none. Not signed. */
export function readCorrelationId(bytes: Uint8Array): string | undefined {
  const top = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, NEAR_THE_TOP));
  for (let at = top.indexOf(LABEL); at >= 0; at = top.indexOf(LABEL, at + LABEL.length)) {
    // An id is remembered for long, and what it was cut out of with it: a few bytes, not the top of the message.
    const found = CORRELATION_ID.exec(top.toString('latin1', at, at + LONGEST))?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
