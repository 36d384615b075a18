import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As many pharmacies as it takes for every partition to have some. */
export const PHARMACIES = Array.from({ length: 12 }, (_, index) => `ph-${String(index + 1).padStart(4, '0')}`);

/** Which vendor serves which of {@link PHARMACIES}. */
export type Clients = Readonly<Record<string, readonly string[]>>;

/** Writes a directory of these vendors and their pharmacies, of one vendor unless told otherwise, and returns its file. */
export function crashDirectory(clients: Clients = { acme: PHARMACIES }): string {
  const vendors = Object.keys(clients).map((id) => `  - { id: ${id}, contact: "support@${id}.example" }`);
  const pharmacies = Object.entries(clients).flatMap(([vendor, ids]) =>
    ids.map((id) => {
      const number = id.slice(-4);
      return (
        `  - { id: ${id}, vendor: ${vendor}, codePrestataire: "9000${number}", ` +
        `eHealthId: "123456${number}", opened: 2020-01-01 }`
      );
    }),
  );
  const file = join(mkdtempSync(join(tmpdir(), 'officine-crash-')), 'directory.yaml');
  writeFileSync(file, ['environment: custom', 'vendors:', ...vendors, 'pharmacies:', ...pharmacies].join('\n'));
  return file;
}
