import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A vendor with so many pharmacies; `more` are members of its entry in the directory. */
export interface TrialVendor {
  readonly id: string;
  readonly pharmacies: number;
  readonly more?: string;
}

/** The ids of a vendor's pharmacies. */
export function pharmaciesOf({ id, pharmacies }: TrialVendor): string[] {
  return Array.from({ length: pharmacies }, (_, index) => `${id}-${String(index + 1).padStart(4, '0')}`);
}

/** Writes a directory of these vendors, with more lines at its end, and returns its file. */
export function directoryOf(vendors: readonly TrialVendor[], more: readonly string[] = []): string {
  const all = vendors.flatMap((vendor) => pharmaciesOf(vendor).map((id) => ({ id, vendor: vendor.id })));
  const lines = [
    'environment: custom',
    'vendors:',
    ...vendors.map(({ id, more = '' }) => `  - { id: ${id}, contact: "support@${id}.example"${more && `, ${more}`} }`),
    'pharmacies:',
    ...all.map(
      ({ id, vendor }, index) =>
        `  - { id: ${id}, vendor: ${vendor}, codePrestataire: "9000${String(index).padStart(4, '0')}", ` +
        `eHealthId: "123456${String(index).padStart(4, '0')}", opened: 2020-01-01 }`,
    ),
    ...more,
  ];
  const file = join(mkdtempSync(join(tmpdir(), 'officine-faults-')), 'directory.yaml');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
