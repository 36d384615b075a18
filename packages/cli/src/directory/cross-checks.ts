import { accessId } from '@officine/contracts';
import type { Fault, Path } from './directory.ts';
import type { Placed, Sections } from './sections.ts';

/** What no schema of one entry can see: that the parts of a directory fit together. */
export function crossChecks(sections: Sections): Fault[] {
  return [
    ...repeatedIds(sections),
    ...pharmacyFaults(sections),
    ...suspensionFaults(sections),
    ...maintenanceFaults(sections),
    ...missingAttestations(sections),
    ...reservedVendors(sections),
    ...sharedNumbers(sections),
    ...accessFaults(sections),
  ];
}

function repeatedIds({ vendors, pharmacies, suspensions, maintenance, access }: Sections): Fault[] {
  return [
    ...repeats(vendors, ({ id }) => id, 'vendors', 'id'),
    ...repeats(pharmacies, ({ id }) => id, 'pharmacies', 'id'),
    ...repeats(suspensions, ({ scope }) => scope, 'suspensions', 'scope'),
    ...repeats(maintenance, ({ component, from }) => `${component} from ${from}`, 'maintenance', 'from'),
    ...repeats(access, accessId, 'access', 'user'),
  ];
}

function repeats<T>(items: readonly Placed<T>[], idOf: (entry: T) => string, list: string, member: string): Fault[] {
  const seen = new Set<string>();
  return items.flatMap(({ index, entry }) => {
    const id = idOf(entry);
    const repeated = seen.has(id);
    seen.add(id);
    return faultIf(repeated, [list, index, member], `${id} is there twice`);
  });
}

function pharmacyFaults({ named, pharmacies }: Sections): Fault[] {
  return pharmacies.flatMap(({ index, entry: { vendor, opened, closed, contract } }) => [
    ...faultIf(!named.vendors.has(vendor), ['pharmacies', index, 'vendor'], `there is no vendor ${vendor}`),
    ...faultIf(closed !== null && closed < opened, ['pharmacies', index, 'closed'], 'is before opened'),
    ...faultIf(
      contract != null && contract.ends !== null && contract.ends < contract.signed,
      ['pharmacies', index, 'contract', 'ends'],
      'is before the contract was signed',
    ),
  ]);
}

function suspensionFaults({ named, suspensions }: Sections): Fault[] {
  return suspensions.flatMap(({ index, entry: { scope } }) => {
    const [kind, id] = scope.split('/');
    const path = ['suspensions', index, 'scope'];
    if (kind === 'vendor') {
      return faultIf(!named.vendors.has(id), path, `there is no vendor ${id}`);
    }
    const ofPharmacy = kind === 'pharmacy' || kind === 'user';
    return faultIf(ofPharmacy && !named.pharmacies.has(id), path, `there is no pharmacy ${id}`);
  });
}

function maintenanceFaults({ maintenance }: Sections): Fault[] {
  return maintenance.flatMap(({ index, entry: { from, to } }) =>
    faultIf(Date.parse(to) <= Date.parse(from), ['maintenance', index, 'to'], 'is not after from'),
  );
}

/** CGU IV.b: exploitation refuses a vendor without the number and date of its attestation of conformity. */
function missingAttestations({ environment, vendors }: Sections): Fault[] {
  return vendors.flatMap(({ index, entry: { id, attestation } }) =>
    faultIf(
      environment === 'exploitation' && attestation === null,
      ['vendors', index, 'attestation'],
      `exploitation needs the number and date of the attestation of conformity of ${id}`,
    ),
  );
}

/** Names that verification's own consumer groups have: `officine.verification.<vendor>` would be one group with them. */
const RESERVED = ['deferred', 'permits'];

function reservedVendors({ vendors }: Sections): Fault[] {
  return vendors.flatMap(({ index, entry: { id } }) =>
    faultIf(RESERVED.includes(id), ['vendors', index, 'id'], `${id} is a name that Officine uses itself`),
  );
}

/** mySecu knows a pharmacy by its code: two that share one would answer in each other's name. A closed one may have a successor. */
function sharedNumbers({ pharmacies }: Sections): Fault[] {
  const owners = new Map<string, string>();
  return pharmacies.flatMap(({ index, entry: { id, codePrestataire, closed } }) => {
    if (closed !== null) {
      return [];
    }
    const owner = owners.get(codePrestataire);
    owners.set(codePrestataire, owner ?? id);
    return faultIf(owner !== undefined, ['pharmacies', index, 'codePrestataire'], `is that of ${owner} as well`);
  });
}

function accessFaults({ named, access }: Sections): Fault[] {
  return access.flatMap(({ index, entry: { pharmacy } }) =>
    faultIf(!named.pharmacies.has(pharmacy), ['access', index, 'pharmacy'], `there is no pharmacy ${pharmacy}`),
  );
}

function faultIf(wrong: boolean, path: Path, reason: string): Fault[] {
  return wrong ? [{ path, reason }] : [];
}
