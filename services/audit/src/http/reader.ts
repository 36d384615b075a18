/** What a reader of the audit may do. `audit.operator` lifts the limit to one vendor. */
export const ROLES = ['audit.read', 'audit.support', 'audit.export', 'audit.witness', 'audit.operator'] as const;
export type Role = (typeof ROLES)[number];

/** Who reads. */
export interface Reader {
  /** The token's `sub`: an id of the identity provider's. */
  readonly id: string;
  readonly roles: ReadonlySet<string>;
  /** The only vendor whose records are shown; undefined: all of them, for operators alone. */
  readonly vendor?: string;
}

/** Why somebody may not read. */
export type Denial = 'no-token' | 'bad-token' | 'no-issuer' | 'issuer-away' | 'missing-role' | 'no-tenant';

/** Thrown when somebody may not read. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
  readonly code: Denial;

  constructor(code: Denial, options?: { readonly cause?: unknown }) {
    super(code, options);
    this.code = code;
  }

  /** The HTTP status that says so. */
  get status(): 401 | 403 | 503 {
    switch (this.code) {
      case 'missing-role':
      case 'no-tenant':
        return 403;
      case 'issuer-away':
        return 503;
      default:
        return 401;
    }
  }
}

/** Throws `AccessDenied` unless `reader` has `role` and a tenant to read for. */
export function demand(reader: Reader, role: Role): void {
  if (!reader.roles.has(role) && !reader.roles.has('audit.operator')) {
    throw new AccessDenied('missing-role');
  }
  if (reader.vendor === undefined && !reader.roles.has('audit.operator')) {
    throw new AccessDenied('no-tenant');
  }
}
