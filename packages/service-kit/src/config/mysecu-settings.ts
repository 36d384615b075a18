import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { mysecu } from './mysecu.ts';
import { mysecuPlatform } from './mysecu-platform.ts';
import type { SettingsOf } from './setting.ts';
import { SettingsError } from './settings-error.ts';

/**
 * What `createMySecu` of `@officine/mysecu` takes, made of the `MYSECU_*` settings. `parseWireProfile` is that package's own; it is
 * handed in, so that services which never call mySecu do not load its wire. Throws `SettingsError` when the wire file does not fit.
 */
export function mysecuSettings<W>(settings: SettingsOf<typeof mysecu>, parseWireProfile: (json: unknown) => W) {
  const platform = mysecuPlatform(settings);
  return {
    serviceUrl: platform.serviceUrl.href,
    tokenUrl: platform.tokenUrl.href,
    identityProvider: {
      url: platform.idpUrl.href,
      destination: platform.idpDestination.href,
      tlsCa: settings.idpTlsCa ?? rootCertificates.join('\n'),
      signers: settings.idpSigner,
    },
    tlsCa: settings.tlsCa,
    signers: settings.signer,
    ...(settings.tokenSigner !== undefined && { tokenSigners: settings.tokenSigner }),
    ...(settings.proxyUrl !== undefined && { proxyUrl: settings.proxyUrl.href }),
    connectTimeoutMs: settings.connectTimeoutMs,
    readTimeoutMs: settings.readTimeoutMs,
    wire: wireOf(settings.wireFile, parseWireProfile),
  };
}

function wireOf<W>(path: string | undefined, parse: (json: unknown) => W): W {
  try {
    return parse(path === undefined ? {} : JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\s+/g, ' ') : 'unreadable';
    throw new SettingsError([`MYSECU_WIRE_FILE does not fit: ${why}`]);
  }
}
