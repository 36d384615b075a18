import type { Register } from './register/register.ts';

/** A private key and its certificate, both PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** A pharmacy as the platform knows it. */
export interface PharmacyOptions {
  /** Name in the truth record and in fault matches; never sent over the wire. */
  readonly id: string;
  /** Provider code, 8 digits: the value of the `espaceid` claim. */
  readonly codePrestataire: string;
  /** eSanté's number, 10 digits: `psEHealthID`. */
  readonly eHealthId: string;
  /** The pharmacy's certificate, PEM. */
  readonly certificate: string;
  /** For the UsernameToken mode; without these two the pharmacy can only authenticate through the identity provider. */
  readonly username?: string;
  /** The clear password; the message carries Base64(SHA-1(password)). */
  readonly password?: string;
}

/** A delay: always the same, or log-normal with this median and 95th percentile. All in milliseconds. */
export type Latency = number | { readonly p50: number; readonly p95: number };

/** Delay of each kind of call; `cancel` follows `token`. */
export interface Latencies {
  readonly identity: Latency;
  readonly token: Latency;
  readonly get: Latency;
}

/** What may be changed while the simulator runs. */
export interface Settings {
  readonly latencyMs: Latencies;
  /** Life of a session token from its issue. */
  readonly tokenLifetimeMs: number;
  /** Life of an assertion from its issue. */
  readonly assertionLifetimeMs: number;
  /** Signatures of `get` are verified once in so many calls: 1 is every call; more is for benches alone. */
  readonly verifyOneIn: number;
  /** Whether the token answer tells its `wst:Lifetime`. */
  readonly announceLifetime: boolean;
  /** Whether token answers are signed as `get` answers are. Whether the platform does is not public. */
  readonly signTokenAnswers: boolean;
}

/** Ports to listen on; 0 or absent takes a free one. Each step has its own listener, so that one can refuse connections alone. */
export interface Ports {
  readonly identity?: number;
  readonly token?: number;
  readonly get?: number;
  readonly control?: number;
}

/** How to start a simulator. */
export interface SimulatorOptions extends Partial<Omit<Settings, 'latencyMs'>> {
  /** Address to listen on. Default 127.0.0.1. The control port always listens on 127.0.0.1. */
  readonly host?: string;
  /** Host name in the URLs, where clients do not reach the simulator under `host`. Default: `host`. */
  readonly publicHost?: string;
  readonly ports?: Ports;
  /**
   * Certificate of the HTTPS listeners, and the CA that client certificates must chain to; `clients` are believed besides, whoever
   * issued their certificates. All PEM.
   */
  readonly tls: KeyPair & { readonly clientCa: string; readonly clients?: readonly string[] };
  /** Who signed that certificate: signs those that the faults `tls-wrong-host` and `tls-expired` show. */
  readonly tlsAuthority?: KeyPair;
  /** Signs the answers of mySecu. */
  readonly signer: KeyPair;
  /** Signs the assertions of the identity provider. */
  readonly idpSigner: KeyPair;
  readonly pharmacies: readonly PharmacyOptions[];
  /** Default: the register that is shipped, `register.yaml`. */
  readonly register?: Register;
  readonly latencyMs?: Partial<Latencies>;
  /** `Destination` that an AuthnRequest must carry. Default: the identity provider's own URL. */
  readonly idpDestination?: string;
  /** `Issuer` and `AssertionConsumerServiceURL` that an AuthnRequest must carry. Default: any, but both the same. */
  readonly baseUrl?: string;
  /** `wsa:Address` that a token request must name. Default: the business URL. */
  readonly appliesTo?: string;
  /** The clock of everything that has a date; for tests. */
  readonly now?: () => Date;
}

/** A running simulator. */
export interface Simulator {
  readonly serviceUrl: string;
  readonly tokenUrl: string;
  readonly idpUrl: string;
  readonly idpDestination: string;
  readonly controlUrl: string;
  /** Adds or replaces a pharmacy while running, for example with a renewed certificate. */
  putPharmacy(pharmacy: PharmacyOptions): void;
  /** Ends every connection and listener. */
  close(): Promise<void>;
}
