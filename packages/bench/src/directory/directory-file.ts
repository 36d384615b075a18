import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const VENDOR = 'acme';

/** A directory file of one vendor with so many pharmacies. INVENTED: the numbers only have the right form. */
export function writeDirectoryOf(pharmacies: number): string {
  const lines = Array.from({ length: pharmacies }, (_, index) => {
    const digits = String(index).padStart(4, '0');
    return [
      `  - id: ph-${digits}`,
      `    vendor: ${VENDOR}`,
      `    codePrestataire: "8000${digits}"`,
      `    eHealthId: "223456${digits}"`,
      '    services: [affiliation, accident, prescriber]',
      '    contract: { signed: 2026-01-02, ends: null }',
      '    opened: 2020-01-01',
      `    administrator: { name: "Invented Administrator ${digits}", email: "ph-${digits}@pharmacy.example" }`,
    ].join('\n');
  });
  const head = ['environment: custom', 'vendors:', `  - { id: ${VENDOR}, contact: "support@acme.example" }`, 'pharmacies:'];
  const file = join(mkdtempSync(join(tmpdir(), 'officine-directory-')), 'directory.yaml');
  writeFileSync(file, `${[...head, ...lines].join('\n')}\n`);
  return file;
}
