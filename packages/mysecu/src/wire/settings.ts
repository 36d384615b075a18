import { readFile } from 'node:fs/promises';
import { parseWireProfile, type WireProfile } from './wire-profile.ts';

/** What `createMySecu` needs: contents, already read. {@link readMySecuSettings} reads them from files. */
export interface MySecuSettings {
  /** Business service, `MYSECU_SERVICE_URL`. */
  readonly serviceUrl: string;
  /** Token service, `MYSECU_TOKEN_URL`. */
  readonly tokenUrl: string;
  /** eSanté identity provider; needed by `authenticate` alone. */
  readonly identityProvider?: {
    readonly url: string;
    /** `Destination` of the AuthnRequest. */
    readonly destination: string;
    /** PEM: authorities of its TLS certificate. */
    readonly tlsCa: string;
    /** PEM: who may sign assertions. */
    readonly signers: string;
  };
  /** PEM: authorities of the platform's TLS certificates; no others are believed. */
  readonly tlsCa: string;
  /** PEM: who may sign business answers. */
  readonly signers: string;
  /** PEM: who may sign token answers; default: as `signers`. */
  readonly tokenSigners?: string;
  readonly proxyUrl?: string;
  /** Name, TCP, proxy and TLS together, milliseconds; default 3 000. */
  readonly connectTimeoutMs?: number;
  /** From the connection to the last byte of the answer, milliseconds; default 10 000. */
  readonly readTimeoutMs?: number;
  /** Bytes of an answer; default 1 MiB. */
  readonly maxAnswerBytes?: number;
  /** Pharmacies whose connections are kept alive; default 256. */
  readonly maxKeptPharmacies?: number;
  /** Connections of one pharmacy to one host; default 16. */
  readonly maxConnectionsPerPharmacy?: number;
  readonly wire?: WireProfile;
  /** The clock for signatures and validity; default: the system's. */
  readonly now?: () => Date;
}

/** Where the contents of {@link MySecuSettings} lie; names follow the environment's. */
export interface MySecuFiles
  extends Pick<
    MySecuSettings,
    'serviceUrl' | 'tokenUrl' | 'proxyUrl' | 'connectTimeoutMs' | 'readTimeoutMs' | 'maxAnswerBytes' | 'maxKeptPharmacies'
  > {
  readonly tlsCaFile: string;
  readonly signerFile: string;
  readonly tokenSignerFile?: string | undefined;
  readonly idpUrl?: string | undefined;
  readonly idpDestination?: string | undefined;
  readonly idpTlsCaFile?: string | undefined;
  readonly idpSignerFile?: string | undefined;
  readonly wireFile?: string | undefined;
}

/**
 * Reads the files that the `MYSECU_*` settings name. Thrown when one cannot be read, the wire profile is not valid, or the
 * identity provider is named by some of its four settings and not by all: Error.
 */
export async function readMySecuSettings(files: MySecuFiles): Promise<MySecuSettings> {
  const { tlsCaFile, signerFile, tokenSignerFile, idpUrl, idpDestination, idpTlsCaFile, idpSignerFile, wireFile, ...plain } =
    files;
  const [tlsCa, signers, tokenSigners, idpTlsCa, idpSigners, wire] = await Promise.all([
    readFile(tlsCaFile, 'utf8'),
    readFile(signerFile, 'utf8'),
    readIfNamed(tokenSignerFile),
    readIfNamed(idpTlsCaFile),
    readIfNamed(idpSignerFile),
    readIfNamed(wireFile),
  ]);
  return {
    ...plain,
    tlsCa,
    signers,
    ...(tokenSigners === undefined ? {} : { tokenSigners }),
    ...identityProvider(idpUrl, idpDestination, idpTlsCa, idpSigners),
    wire: parseWireProfile(wire === undefined ? {} : JSON.parse(wire)),
  };
}

function identityProvider(
  url: string | undefined,
  destination: string | undefined,
  tlsCa: string | undefined,
  signers: string | undefined,
): Pick<MySecuSettings, 'identityProvider'> {
  if (url === undefined && destination === undefined && tlsCa === undefined && signers === undefined) return {};
  if (url === undefined || destination === undefined || tlsCa === undefined || signers === undefined) {
    throw new Error(
      'the identity provider needs MYSECU_IDP_URL, MYSECU_IDP_DESTINATION, MYSECU_IDP_TLS_CA_FILE and MYSECU_IDP_SIGNER_FILE',
    );
  }
  return { identityProvider: { url, destination, tlsCa, signers } };
}

async function readIfNamed(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : readFile(path, 'utf8');
}
