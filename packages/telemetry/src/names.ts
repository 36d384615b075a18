/** Names of our own spans. HTTP and MongoDB spans keep the names of their instrumentation. */
export const SPAN = {
  check: 'check',
  recheck: 'check again',
  tokenWait: 'token wait',
  publishResult: 'publish result',
  tokenRequest: 'token request',
  tokenRenewal: 'token renewal',
  mysecuIdentity: 'mysecu identity',
  mysecuToken: 'mysecu token',
  mysecuGet: 'mysecu get',
  mysecuCancel: 'mysecu cancel',
} as const;

/** Names of our own span and metric attributes. None may ever hold a person's data: matricule, name, user id, request id. */
export const ATTR = {
  step: 'officine.step',
  check: 'officine.check',
  vendor: 'officine.vendor',
  pharmacy: 'officine.pharmacy',
  outcome: 'officine.outcome',
  code: 'officine.code',
  attempt: 'officine.attempt',
  environment: 'officine.environment',
  component: 'officine.component',
  reason: 'officine.reason',
  met: 'officine.met',
  correlationId: 'mysecu.correlation_id',
} as const;

/** Names of our own metrics. Times are in milliseconds, sizes in bytes. */
export const METRIC = {
  checkResults: 'officine.check.results',
  checkOwnTimeMs: 'officine.check.own_time',
  checkDurationMs: 'officine.check.duration',
  checkDeadlines: 'officine.check.deadlines',
  checksInFlight: 'officine.check.in_flight',
  deferredBacklog: 'officine.deferred.backlog',
  deferredOldestAgeMs: 'officine.deferred.oldest_age',
  deferredSettlements: 'officine.deferred.settlements',
  deferredWaitMs: 'officine.deferred.wait',
  mysecuCalls: 'officine.mysecu.calls',
  mysecuCallDurationMs: 'officine.mysecu.call_duration',
  tokenRequests: 'officine.token.requests',
  tokenExchanges: 'officine.token.exchanges',
  tokensValid: 'officine.token.valid',
  tokensMissing: 'officine.token.missing',
  certificateDaysLeft: 'officine.certificate.days_left',
  controlAgeMs: 'officine.control.age',
  ready: 'officine.ready',
} as const;
