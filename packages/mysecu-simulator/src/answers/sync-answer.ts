import type { Signer } from '../sign/signer.ts';
import { CNS, SYNC } from '../wire/namespaces.ts';
import { signedEnvelope } from './envelope.ts';
import { type Tree, writeTree } from './tree.ts';

/** What a `get` answer is going to say, and who signs it. */
export interface SyncPlan {
  /** Undefined for a ResponseInfo without content, which the WSDL allows. */
  readonly payload: Tree | undefined;
  readonly signer: Signer;
}

/** The answer to `get` (protocol section 3.3). */
export function syncAnswer(plan: SyncPlan, correlationId: string): Promise<string> {
  const payload = plan.payload === undefined ? '' : `${writeTree(plan.payload, 'cns', '      ', ` xmlns:cns="${CNS}"`)}\n`;
  const info =
    payload === ''
      ? `    <sync:ResponseInfo xmlns:sync="${SYNC}"/>`
      : `    <sync:ResponseInfo xmlns:sync="${SYNC}">\n${payload}    </sync:ResponseInfo>`;
  return signedEnvelope(correlationId, info, plan.signer);
}
