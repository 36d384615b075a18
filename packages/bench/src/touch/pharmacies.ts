import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The vendor that asks. */
export const VENDOR = 'acme';

/** Enough that every partition has several, and that 240 calls at once fit into the connections that a pharmacy may have. */
export const PHARMACIES = Array.from({ length: 24 }, (_, index) => `ph-${String(index + 1).padStart(4, '0')}`);

/** Writes a directory of one vendor with {@link PHARMACIES}, all invented, and returns its file. */
export function writeDirectory(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'officine-bench-')), 'directory.yaml');
  const pharmacies = PHARMACIES.map((id, index) => {
    const number = String(index).padStart(4, '0');
    return `  - { id: ${id}, vendor: ${VENDOR}, codePrestataire: "9000${number}", eHealthId: "123456${number}", opened: 2020-01-01 }`;
  });
  const head = ['environment: custom', 'vendors:', `  - { id: ${VENDOR}, contact: "support@acme.example" }`, 'pharmacies:'];
  writeFileSync(file, [...head, ...pharmacies].join('\n'));
  return file;
}
