import type { PersonPseudonym } from '@officine/audit';
import { loadSettings, officine, Pseudonymiser } from '@officine/service-kit';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';

/** How a command names a person. The number itself comes by standard input: arguments are seen by everybody on the machine. */
export interface PersonFlags {
  readonly person?: boolean;
  readonly prescriber?: boolean;
  readonly user?: string;
  readonly vendor?: string;
  readonly pharmacy?: string;
}

/** The pseudonyms of a person under every key, old ones too. Throws `UsageError` where nobody is named. */
export async function pseudonymsOf(flags: PersonFlags, io: Io): Promise<PersonPseudonym[]> {
  const keys = pseudonymKeysIn(io);
  const under = (name: (pseudonyms: Pseudonymiser) => PersonPseudonym) => keys.map((key) => name(new Pseudonymiser([key])));
  if (flags.user !== undefined) {
    const { user, vendor, pharmacy } = flags;
    if (vendor === undefined || pharmacy === undefined) {
      throw new UsageError("a user's id counts within a pharmacy of a vendor: give --vendor and --pharmacy");
    }
    return under((pseudonyms) => pseudonyms.user(vendor, pharmacy, user));
  }
  if (flags.prescriber === true) {
    const code = await numberFrom(io, /^\d{8}$/, 'a prescriber code has 8 digits');
    return under((pseudonyms) => pseudonyms.prescriber(code));
  }
  if (flags.person === true) {
    const matricule = await numberFrom(io, /^\d{13}$/, 'a matricule has 13 digits');
    return under((pseudonyms) => pseudonyms.person(matricule));
  }
  throw new UsageError(
    'who? --person or --prescriber, with the number on standard input, or --user with --vendor and --pharmacy',
  );
}

function pseudonymKeysIn(io: Io) {
  const name = officine.pseudonymKeys.env;
  return loadSettings({ keys: officine.pseudonymKeys }, { [name]: io.env[name] }).keys;
}

async function numberFrom(io: Io, shape: RegExp, problem: string): Promise<string> {
  const number = (await io.input()).replace(/\s/g, '');
  if (!shape.test(number)) {
    throw new UsageError(`${problem}; it is read from standard input`);
  }
  return number;
}
