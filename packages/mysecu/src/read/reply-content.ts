import type { Reply } from '../send/post.ts';
import { TransportFailure } from '../send/transport-failure.ts';

const HTML = /^\s*(?:<!doctype html|<html)/i;

/** Thrown when a reply is plainly no SOAP message, such as a maintenance page: {@link TransportFailure} with a kind of its own each. */
export function assertSoapContent({ status, contentType, bytes }: Reply): void {
  const start = bytes.subarray(0, 256).toString('latin1');
  const isHtml = HTML.test(start) || contentType.startsWith('text/html');
  const isXml = !isHtml && /^(?:\u00ef\u00bb\u00bf)?\s*</.test(start);
  if (isXml) return;
  if (status === 401 || status === 403) throw new TransportFailure('http-forbidden');
  if (isHtml) throw new TransportFailure('html-page');
  if (status !== 200) throw new TransportFailure('http-status');
  throw new TransportFailure(bytes.length === 0 ? 'empty-answer' : 'wrong-content');
}
