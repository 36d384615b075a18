import type { Simulator } from '../options.ts';
import type { Throwaway } from './throwaway.ts';

/** What a terminal shows once the simulator is up: the settings for Officine's services, one a line, and the control port. */
export function announcement(simulator: Simulator, files: Throwaway['files'] | undefined): string {
  const settings: [string, string][] = [
    ['MYSECU_ENVIRONMENT', 'custom'],
    ['MYSECU_SERVICE_URL', simulator.serviceUrl],
    ['MYSECU_TOKEN_URL', simulator.tokenUrl],
    ['MYSECU_IDP_URL', simulator.idpUrl],
    ['MYSECU_IDP_DESTINATION', simulator.idpDestination],
  ];
  if (files !== undefined) {
    settings.push(
      ['MYSECU_TLS_CA_FILE', files.tlsCa],
      ['MYSECU_IDP_TLS_CA_FILE', files.tlsCa],
      ['MYSECU_SIGNER_FILE', files.signer],
      ['MYSECU_IDP_SIGNER_FILE', files.idpSigner],
      ['OFFICINE_CREDENTIALS_DIR', files.credentialsDirectory],
    );
  }
  const lines = settings.map(([name, value]) => `${name}=${value}`);
  return [...lines, `# control port: ${simulator.controlUrl}   (Ctrl-C ends)`, ''].join('\n');
}
