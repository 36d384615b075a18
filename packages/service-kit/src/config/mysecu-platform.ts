import type { Environment } from '@officine/contracts';
import type { mysecu } from './mysecu.ts';
import type { SettingsOf } from './setting.ts';

/** Where the three calls go, and which platform that is. */
export interface MysecuPlatform {
  readonly environment: Environment;
  readonly serviceUrl: URL;
  readonly tokenUrl: URL;
  readonly idpUrl: URL;
  readonly idpDestination: URL;
}

type Address = 'serviceUrl' | 'tokenUrl' | 'idpUrl' | 'idpDestination';

const VARIABLE: Readonly<Record<Address, string>> = {
  serviceUrl: 'MYSECU_SERVICE_URL',
  tokenUrl: 'MYSECU_TOKEN_URL',
  idpUrl: 'MYSECU_IDP_URL',
  idpDestination: 'MYSECU_IDP_DESTINATION',
};

/** Public addresses alone (mySecu protocol, section 1): the identity provider of exploitation has none. */
const ADDRESSES: Readonly<Record<Environment, Partial<Record<Address, string>>>> = {
  certification: {
    serviceUrl: 'https://ws.mysecu.lu:7443/ws/soap/espinst/syncexchange',
    tokenUrl: 'https://ws.mysecu.lu:7443/ws/soap/trust',
    idpUrl: 'https://www-integration.esante.lu/SAML2Server/AuthenticationService',
    idpDestination: 'https://www-integration.esante.lu/auth/realms/organization/ideosso/protocol/saml',
  },
  exploitation: {
    serviceUrl: 'https://ws.mysecu.lu/ws/soap/espinst/syncexchange',
    tokenUrl: 'https://ws.mysecu.lu/ws/soap/trust',
  },
  custom: {},
};

/** The platform that `settings` lead to. Settings that passed `loadSettings` always lead to one. */
export function mysecuPlatform(settings: SettingsOf<typeof mysecu>): MysecuPlatform {
  const address = (name: Address) => settings[name] ?? new URL(ADDRESSES[settings.environment][name] ?? missing(name));
  const serviceUrl = address('serviceUrl');
  const tokenUrl = address('tokenUrl');
  const environment = [serviceUrl, tokenUrl].some(isExploitation) ? 'exploitation' : settings.environment;
  return { environment, serviceUrl, tokenUrl, idpUrl: address('idpUrl'), idpDestination: address('idpDestination') };
}

/** What is wrong with the addresses in `env`: missing ones, and two platforms mixed (annex B: exploitation stands apart). */
export function platformProblems(env: Readonly<Record<string, string | undefined>>): string[] {
  const environment = env['MYSECU_ENVIRONMENT'];
  if (environment !== 'certification' && environment !== 'exploitation' && environment !== 'custom') {
    return [];
  }
  const problems = (Object.keys(VARIABLE) as Address[])
    .filter((name) => !env[VARIABLE[name]] && ADDRESSES[environment][name] === undefined)
    .map((name) => `${VARIABLE[name]} is missing: ${environment} has no public default`);
  const [service, token] = (['serviceUrl', 'tokenUrl'] as const).map((name) =>
    parsed(env[VARIABLE[name]] ?? ADDRESSES[environment][name]),
  );
  if (service && token && isExploitation(service) !== isExploitation(token)) {
    problems.push('MYSECU_SERVICE_URL and MYSECU_TOKEN_URL are of two platforms: exploitation mixes with none');
  }
  return problems;
}

/** The host and port of exploitation mean exploitation, whatever the setting says. */
function isExploitation(address: URL): boolean {
  return address.hostname.replace(/\.$/, '') === 'ws.mysecu.lu' && (address.port === '' || address.port === '443');
}

function parsed(text: string | undefined): URL | undefined {
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
}

function missing(name: Address): never {
  throw new Error(`${VARIABLE[name]} is missing`);
}
