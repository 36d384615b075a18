import { connectKafka, Publisher } from '@officine/kafka';
import { type Credential, createMySecu, type MySecu, openCredential, parseWireProfile } from '@officine/mysecu';
import {
  type Component,
  type Composition,
  ControlDirectory,
  ControlView,
  CredentialStore,
  compose,
  followControl,
  kafkaSettings,
  mysecuSettings,
  type ServiceContext,
  TokenCipher,
  TokenKeyWatch,
  token,
} from '@officine/service-kit';
import { CertificateWatch } from './application/certificate-watch.ts';
import { ContractWatch } from './application/contract-watch.ts';
import { CredentialWatch } from './application/credential-watch.ts';
import type { Control, Owns } from './application/ports.ts';
import { RevokeToken } from './application/revoke-token.ts';
import { TokenKeeper } from './application/token-keeper.ts';
import { Upkeep } from './application/upkeep.ts';
import { type Config, callsPerSecond, platformOf } from './config.ts';
import { Attempts } from './domain/attempts.ts';
import { ForcedRefreshes } from './domain/forced-refreshes.ts';
import { Pace } from './domain/pace.ts';
import { TokenRequestedHandler } from './inbound/token-requested.handler.ts';
import { TokenRequests } from './inbound/token-requests.ts';
import { namesWith } from './names.ts';
import { EventLog } from './outbound/event-log.ts';
import { NoticesTopic } from './outbound/notices-topic.ts';
import { SoapTokenSource } from './outbound/soap-token-source.ts';
import { TokensTopic } from './outbound/tokens-topic.ts';

const KAFKA = token<ReturnType<typeof connectKafka>>('kafka');
const CREDENTIALS = token<CredentialStore<Credential>>('credentials');
const CONTROL = token<Control>('control');

export const PUBLISHER = token<Component>('publisher');
const RECORDS = token<Publisher>('records');
export const MYSECU = token<MySecu>('mysecu');

/** Builds the graph; nothing is started. `mysecu`: made before, as parsing its keys is asynchronous. */
export function composeAuthToken(config: Config, mysecu: MySecu, context: ServiceContext, names = namesWith()): Composition {
  const { environment } = platformOf(config);
  const { logger, halt } = context;
  const now = () => new Date();
  const owns: Owns = (pharmacy) => app.resolve(TokenRequests).owns(pharmacy);

  const app: Composition = compose();
  followControl(app, { service: 'auth-token', kafka: KAFKA, environment, context, topic: names.control });
  app
    .single(MYSECU, () => mysecu)
    .single(KAFKA, () => connectKafka(kafkaSettings('officine-auth-token', config.kafka), logger))
    .single(RECORDS, (c) => new Publisher({ kafka: c.resolve(KAFKA), logger, name: 'auth-token' }))
    .single(PUBLISHER, (c) => ({ start: () => c.resolve(RECORDS).start(), stop: () => c.resolve(RECORDS).stop() }))
    .single(TokenCipher, () => new TokenCipher(config.tokenKeys))
    .single(TokenKeyWatch, (c) => new TokenKeyWatch(config.tokenKeys.file, c.resolve(TokenCipher), logger))
    .single(CREDENTIALS, () => new CredentialStore(config.credentialsDir, openCredential))
    .single(CONTROL, (c) => controlOf(c.resolve(ControlDirectory), c.resolve(ControlView)))
    .single(
      TokensTopic,
      (c) =>
        new TokensTopic({
          kafka: c.resolve(KAFKA),
          publisher: c.resolve(RECORDS),
          cipher: c.resolve(TokenCipher),
          logger,
          topic: names.tokens,
        }),
    )
    .single(EventLog, (c) => new EventLog(c.resolve(RECORDS), names, environment, logger))
    .single(SoapTokenSource, (c) => {
      const log = c.resolve(EventLog);
      return new SoapTokenSource({ mysecu: c.resolve(MYSECU), credentials: c.resolve(CREDENTIALS), audit: log, calls: log });
    })
    .single(
      TokenKeeper,
      (c) =>
        new TokenKeeper({
          tokens: c.resolve(TokensTopic),
          source: c.resolve(SoapTokenSource),
          control: c.resolve(CONTROL),
          credentials: c.resolve(CREDENTIALS),
          attempts: new Attempts(),
          forcedRefreshes: new ForcedRefreshes(),
          pace: new Pace(callsPerSecond(config), () => app.resolve(TokenRequests).share()),
          logger,
          now,
        }),
    )
    .single(
      RevokeToken,
      (c) =>
        new RevokeToken({
          tokens: c.resolve(TokensTopic),
          source: c.resolve(SoapTokenSource),
          control: c.resolve(CONTROL),
          logger,
          now,
        }),
    )
    .single(
      Upkeep,
      (c) =>
        new Upkeep({
          tokens: c.resolve(TokensTopic),
          control: c.resolve(CONTROL),
          owns,
          keeper: c.resolve(TokenKeeper),
          revoke: c.resolve(RevokeToken),
          logger,
          now,
        }),
    )
    .single(
      CertificateWatch,
      (c) =>
        new CertificateWatch({
          control: c.resolve(CONTROL),
          owns,
          credentials: c.resolve(CREDENTIALS),
          notices: new NoticesTopic(c.resolve(RECORDS)),
          logger,
          now,
        }),
    )
    .single(
      ContractWatch,
      (c) =>
        new ContractWatch({
          control: c.resolve(CONTROL),
          owns,
          notices: new NoticesTopic(c.resolve(RECORDS)),
          logger,
          now,
        }),
    )
    .single(
      CredentialWatch,
      (c) =>
        new CredentialWatch({
          tokens: c.resolve(TokensTopic),
          control: c.resolve(CONTROL),
          owns,
          credentials: c.resolve(CREDENTIALS),
          keeper: c.resolve(TokenKeeper),
          logger,
          now,
        }),
    )
    .single(TokenRequestedHandler, (c) => new TokenRequestedHandler(c.resolve(TokenKeeper), logger))
    .single(
      TokenRequests,
      (c) =>
        new TokenRequests({
          kafka: c.resolve(KAFKA),
          logger,
          publisher: c.resolve(RECORDS),
          handler: c.resolve(TokenRequestedHandler),
          names,
          onFatal: (error) => halt('token requests cannot be read', error),
        }),
    );
  return app;
}

/** Makes mySecu's client out of the configuration. Rejects when its keys or its wire profile do not fit. */
export function mysecuOf(config: Config): Promise<MySecu> {
  return createMySecu(mysecuSettings(config.mysecu, parseWireProfile));
}

function controlOf(directory: ControlDirectory, view: ControlView): Control {
  return {
    isFresh: () => view.isFresh(),
    pharmacies: () => directory.pharmacies(),
    pharmacy: (id) => directory.pharmacy(id),
    suspendedBy: (target, at) => directory.suspendedBy(target, at),
  };
}
