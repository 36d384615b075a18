import { type EventRecord, eventHeaders, parseData, type TokenIssued, tokenIssued } from '@officine/contracts';
import { SealError, type TokenCipher } from './token-cipher.ts';

/** Writes the value and headers of a record of `officine.auth.tokens.v1`. */
export async function sealTokenRecord(
  cipher: TokenCipher,
  event: {
    readonly id: string;
    readonly source: string;
    readonly data: TokenIssued;
    readonly extensions?: Readonly<Record<string, string>>;
  },
): Promise<EventRecord & { readonly value: Buffer }> {
  const { id, source, data, extensions = {} } = event;
  const headers = eventHeaders(
    tokenIssued,
    { id, source, subject: data.pharmacy, time: data.issuedAt, extensions },
    'application/jose',
  );
  return { headers, value: Buffer.from(await cipher.seal(data)) };
}

/**
 * Reads a record of `officine.auth.tokens.v1`; null for a tombstone. Rejects with `SealError` when it cannot be opened, is no token
 * event, or speaks of another pharmacy than its key does: a record moved under a foreign key must not lend its token.
 */
export async function openTokenRecord(
  cipher: TokenCipher,
  record: { readonly key: string | null; readonly value: Buffer | null },
): Promise<TokenIssued | null> {
  if (record.value === null) {
    return null;
  }
  const parsed = parseData(tokenIssued, await cipher.open(record.value.toString('utf8')));
  if (!parsed.fits) {
    throw new SealError(`no token event: ${parsed.field} ${parsed.reason}`);
  }
  if (parsed.data.pharmacy !== record.key) {
    throw new SealError('the record is of another pharmacy than its key');
  }
  return parsed.data;
}
