// The platform writes it into a comment near the top, which may be wrongly encoded: nothing else of it is read.
const CORRELATION_ID = /Correlation-ID:\s*(Id-[0-9a-fA-F]{1,64})/;
const NEAR_THE_TOP = 4_096;

/** mySecu's handle of an answer, `Id-` and hexadecimal digits (protocol, section 1); undefined when it tells none. Not signed. */
export function readCorrelationId(bytes: Uint8Array): string | undefined {
  const top = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, NEAR_THE_TOP)).toString('latin1');
  return CORRELATION_ID.exec(top)?.[1];
}
