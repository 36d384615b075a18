import { type Composition, ControlDirectory, ControlView, type ServiceContext, TokenKeyWatch } from '@officine/service-kit';
import { CertificateWatch } from './application/certificate-watch.ts';
import { ContractWatch } from './application/contract-watch.ts';
import { CredentialWatch } from './application/credential-watch.ts';
import { RevokeToken } from './application/revoke-token.ts';
import { Upkeep } from './application/upkeep.ts';
import { MYSECU, PUBLISHER } from './container.ts';
import { TokenRequests } from './inbound/token-requests.ts';
import { TokensTopic } from './outbound/tokens-topic.ts';

/** Gives the parts of the graph that run to the lifecycle, in the order in which they start. */
export function addComponents(app: Composition, { lifecycle, health }: ServiceContext): void {
  const tokens = app.resolve(TokensTopic);
  const requests = app.resolve(TokenRequests);
  const upkeep = app.resolve(Upkeep);
  const revoke = app.resolve(RevokeToken);

  app.resolve(ControlDirectory).listen({
    pharmacyChanged: (pharmacy) => {
      revoke.remember(pharmacy);
      upkeep.lookSoon();
    },
    pharmacyRemoved: () => upkeep.lookSoon(),
    suspensionsChanged: () => upkeep.lookSoon(),
  });
  health.check('tokens', () => tokens.problem);
  health.check('token requests', () => requests.health().problem);

  lifecycle.add('mysecu', { stop: () => app.resolve(MYSECU).close() });
  lifecycle.add('token keys', app.resolve(TokenKeyWatch));
  lifecycle.add('publisher', app.resolve(PUBLISHER));
  lifecycle.add('control', app.resolve(ControlView));
  // Every valid token is known before the first request is met.
  lifecycle.add('tokens', tokens);
  lifecycle.add('token requests', requests);
  lifecycle.add('upkeep', upkeep);
  lifecycle.add('credentials', app.resolve(CredentialWatch));
  lifecycle.add('certificates', app.resolve(CertificateWatch));
  lifecycle.add('contracts', app.resolve(ContractWatch));
}
