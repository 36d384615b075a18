import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As many pharmacies as it takes for every partition to have some. */
export const PHARMACIES = Array.from({ length: 12 }, (_, index) => `ph-${String(index + 1).padStart(4, '0')}`);

/** Writes a directory of one vendor with those pharmacies and returns its file. */
export function crashDirectory(): string {
  const pharmacies = PHARMACIES.map(
    (id, index) =>
      `  - { id: ${id}, vendor: acme, codePrestataire: "9000${String(index).padStart(4, '0')}", ` +
      `eHealthId: "123456${String(index).padStart(4, '0')}", opened: 2020-01-01 }`,
  );
  const file = join(mkdtempSync(join(tmpdir(), 'officine-crash-')), 'directory.yaml');
  writeFileSync(
    file,
    ['environment: custom', 'vendors:', '  - { id: acme, contact: "support@acme.example" }', 'pharmacies:', ...pharmacies].join(
      '\n',
    ),
  );
  return file;
}
