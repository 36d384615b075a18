import { type AclRule, aclText, deriveAcls } from '@officine/contracts';
import { connectKafka, type KafkaSettings } from '@officine/kafka';
import type { Kafka } from 'kafkajs';
import { SILENT } from '../connection/silent-logger.ts';
import type { TopicsOfVendor } from '../topics/topic-plan.ts';
import { createAcls, deleteAcls, findAcls } from './acl-admin.ts';

export interface ApplyAclsOptions {
  /** How to reach Kafka, or a kafkajs client that is at hand. */
  readonly kafka: KafkaSettings | Kafka;
  readonly vendors: readonly Pick<TopicsOfVendor, 'id' | 'batch'>[];
  /** Only compares; default false. */
  readonly dryRun?: boolean;
  /** Takes back what our users are allowed and is not derived from the contracts; default false. */
  readonly prune?: boolean;
}

/** How the permissions on the brokers differ from those that the contracts derive. */
export interface AppliedAcls {
  /** False where these brokers have no authorizer: nobody is kept from anything. */
  readonly isGuarded: boolean;
  /** How many permissions an installation with these vendors has. */
  readonly wanted: number;
  readonly allowed: readonly AclRule[];
  /** Allowed to our users and derived from nothing: taken back where `prune`, else left. */
  readonly undeclared: readonly AclRule[];
  /** Entries about our users that are of nobody's making here, in words: never touched. */
  readonly foreign: readonly string[];
}

/**
 * Allows each user of an installation what it needs and nothing else. Applying again changes nothing.
 * Rejects with kafkajs' errors when Kafka cannot be reached or does not let this user do that.
 */
export async function applyAcls({ kafka, vendors, dryRun = false, prune = false }: ApplyAclsOptions): Promise<AppliedAcls> {
  const wanted = deriveAcls(vendors);
  const admin = ('brokers' in kafka ? connectKafka(kafka, SILENT) : kafka).admin();
  await admin.connect();
  try {
    const found = await findAcls(admin);
    if (found === null) {
      return { isGuarded: false, wanted: wanted.length, allowed: [], undeclared: [], foreign: [] };
    }
    const rules = found.flatMap((one) => ('rule' in one ? [one.rule] : []));
    const allowed = without(wanted, rules);
    const undeclared = without(rules, wanted);
    if (!dryRun) {
      await createAcls(admin, allowed);
      await deleteAcls(admin, prune ? undeclared : []);
    }
    const foreign = found.flatMap((one) => ('foreign' in one ? [one.foreign] : []));
    return { isGuarded: true, wanted: wanted.length, allowed, undeclared, foreign };
  } finally {
    await admin.disconnect();
  }
}

function without(rules: readonly AclRule[], others: readonly AclRule[]): AclRule[] {
  const known = new Set(others.map(aclText));
  return rules.filter((rule) => !known.has(aclText(rule)));
}
