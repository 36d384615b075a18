import { type AclOperation, type AclResource, type AclRule, principalOf } from '@officine/contracts';
import kafkajs, { type Admin } from 'kafkajs';

// By way of the default export: Node finds no more of this CommonJS module's names than its first few.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

const RESOURCES: Readonly<Record<AclResource, number>> = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  'transactional-id': AclResourceTypes.TRANSACTIONAL_ID,
};
const OPERATIONS: Readonly<Record<AclOperation, number>> = {
  read: AclOperationTypes.READ,
  write: AclOperationTypes.WRITE,
  describe: AclOperationTypes.DESCRIBE,
};
const PATTERNS = { literal: ResourcePatternTypes.LITERAL, prefixed: ResourcePatternTypes.PREFIXED } as const;

/** An entry of the authorizer about one of our users: as a rule where it is of our making, else in words. */
export type FoundAcl = { readonly rule: AclRule } | { readonly foreign: string };

/** Users of Officine: what others may do on these brokers is no affair of ours. */
const OURS = principalOf('officine-');

/** What the brokers' authorizer allows our users; null where these brokers have none. Rejects when it may not be asked. */
export async function findAcls(admin: Admin): Promise<readonly FoundAcl[] | null> {
  try {
    const { resources } = await admin.describeAcls({
      resourceType: AclResourceTypes.ANY,
      resourcePatternType: ResourcePatternTypes.ANY,
      operation: AclOperationTypes.ANY,
      permissionType: AclPermissionTypes.ANY,
    });
    return resources.flatMap((resource) =>
      resource.acls.filter(({ principal }) => principal.startsWith(OURS)).map((acl) => foundAcl(resource, acl)),
    );
  } catch (error) {
    if (isWithoutAuthorizer(error)) {
      return null;
    }
    throw error;
  }
}

/** Allows what the rules say. */
export async function createAcls(admin: Admin, rules: readonly AclRule[]): Promise<void> {
  if (rules.length > 0) {
    await admin.createAcls({ acl: rules.map(entryOf) });
  }
}

/** Takes back what the rules say. */
export async function deleteAcls(admin: Admin, rules: readonly AclRule[]): Promise<void> {
  if (rules.length > 0) {
    await admin.deleteAcls({ filters: rules.map(entryOf) });
  }
}

function entryOf({ user, resource, name, pattern, operation }: AclRule) {
  return {
    resourceType: RESOURCES[resource],
    resourceName: name,
    resourcePatternType: PATTERNS[pattern],
    principal: principalOf(user),
    host: '*',
    operation: OPERATIONS[operation],
    permissionType: AclPermissionTypes.ALLOW,
  };
}

interface ResourceEntry {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly resourcePatternType: number;
}

interface AclEntry {
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

function foundAcl({ resourceType, resourceName, resourcePatternType }: ResourceEntry, acl: AclEntry): FoundAcl {
  const resource = keyOf(RESOURCES, resourceType);
  const operation = keyOf(OPERATIONS, acl.operation);
  const pattern = keyOf(PATTERNS, resourcePatternType);
  const user = acl.principal.slice(principalOf('').length);
  const isAllowed = acl.permissionType === AclPermissionTypes.ALLOW && acl.host === '*';
  return resource && operation && pattern && isAllowed
    ? { rule: { user, resource, name: resourceName, pattern, operation } }
    : {
        foreign: `${user}: ${nameOf(AclPermissionTypes, acl.permissionType)} ${nameOf(AclOperationTypes, acl.operation)} on ${nameOf(AclResourceTypes, resourceType)} ${resourceName} from ${acl.host}`,
      };
}

function keyOf<K extends string>(values: Readonly<Record<K, number>>, value: number): K | undefined {
  return (Object.keys(values) as K[]).find((key) => values[key] === value);
}

function nameOf(values: object, value: number): string {
  return (
    Object.entries(values)
      .find(([, known]) => known === value)?.[0]
      ?.toLowerCase() ?? String(value)
  );
}

function isWithoutAuthorizer(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'SECURITY_DISABLED';
}
