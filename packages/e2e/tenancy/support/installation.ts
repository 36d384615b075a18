import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a trial's directory file says. */
export interface Installation {
  readonly vendors: readonly { readonly id: string; readonly pharmacies: number; readonly userAccess?: 'vendor' | 'explicit' }[];
  readonly charter?: string;
  /** The day on which a pharmacy closes, by its id. */
  readonly closed?: Readonly<Record<string, string>>;
}

/** The pharmacies of a vendor in a trial, by number from 1. */
export function pharmaciesOf(vendor: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${vendor}-${String(index + 1).padStart(4, '0')}`);
}

/** Writes a directory file and returns its path. INVENTED: the numbers only have the right form. */
export function directoryFileOf({ vendors, charter, closed = {} }: Installation): string {
  let number = 0;
  const pharmacies = vendors.flatMap(({ id, pharmacies: count }) =>
    pharmaciesOf(id, count).map((pharmacy) => {
      number += 1;
      const digits = String(number).padStart(4, '0');
      const until = closed[pharmacy] === undefined ? '' : `, closed: ${closed[pharmacy]}`;
      return `  - { id: ${pharmacy}, vendor: ${id}, codePrestataire: "9000${digits}", eHealthId: "123456${digits}", opened: 2020-01-01${until} }`;
    }),
  );
  const lines = [
    'environment: custom',
    ...(charter === undefined ? [] : [`charter: { version: "${charter}", url: { fr: "https://vendor.example/charte" } }`]),
    'vendors:',
    ...vendors.map(
      ({ id, userAccess = 'vendor' }) => `  - { id: ${id}, contact: "support@${id}.example", userAccess: ${userAccess} }`,
    ),
    'pharmacies:',
    ...pharmacies,
  ];
  const file = join(mkdtempSync(join(tmpdir(), 'officine-tenancy-')), 'directory.yaml');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** So much room that a trial about permission is never one about the platform's rate. */
export const PLENTY = { MYSECU_RATE_PER_SECOND: '600', MYSECU_CONCURRENCY: '300' } as const;
