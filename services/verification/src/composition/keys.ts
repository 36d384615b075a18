import type { connectKafka, Fence, Publisher } from '@officine/kafka';
import { type TokenCipher, type TokenKeyWatch, token } from '@officine/service-kit';
import type { AuditTrail, Results } from '../application/ports.ts';
import type { RecheckSchedule } from '../application/recheck-schedule.ts';
import type { Breaker } from '../domain/breaker.ts';
import type { BatchService } from '../inbound/batch-service.ts';
import type { DeferredChecks } from '../inbound/deferred-checks.ts';
import type { RequestHandlerParts } from '../inbound/request.handler.ts';
import type { VendorService } from '../inbound/vendor-service.ts';
import type { AvailabilityView } from '../outbound/availability-view.ts';
import type { CharterView } from '../outbound/charter-view.ts';
import type { DeferredPublisher } from '../outbound/deferred-publisher.ts';
import type { KafkaDirectory } from '../outbound/directory.ts';
import type { FleetNews } from '../outbound/fleet-news.ts';
import type { LastKnownView } from '../outbound/last-known-view.ts';
import type { PermitLoans } from '../outbound/permit-loans.ts';
import type { PermitSlots } from '../outbound/permit-slots.ts';
import type { TokenView } from '../outbound/token-view.ts';
import type { VendorPublishers } from '../outbound/vendor-publishers.ts';

/** Control has been read to its end once this has started. */
export const CHARTER = token<CharterView>('charter');
export const TOKENS = token<TokenView>('tokens');
export const AVAILABILITY = token<AvailabilityView>('availability');
/** How the calls of all replicas go. */
export const NEWS = token<FleetNews>('fleet news');
/** Closed while this replica may not speak for the deferred checks that it owns. */
export const RECHECK_FENCE = token<Fence>('fence of re-checks');
/** Publishes what the owner of a deferred partition says of it. */
export const RECHECK_RECORDS = token<Publisher>('records of re-checks');
export const LAST_KNOWN = token<LastKnownView>('last known');
/** Publishes to every topic but results. */
export const INTERNAL = token<Publisher>('internal publisher');
export const RESULTS = token<VendorPublishers>('result publishers');
/** This replica's slots. */
export const PERMITS = token<PermitSlots>('permits');
/** Its share of the rate: its slots, less those that it lends, and those that others lend it. */
export const LOANS = token<PermitLoans>('loans of permits');
export const RECHECKS = token<DeferredChecks>('re-checks');
export const BATCHES = token<BatchService>('batches');
export const CONSUMERS = token<VendorService>('consumers');

export const KAFKA = token<ReturnType<typeof connectKafka>>('kafka');
export const DIRECTORY = token<KafkaDirectory>('directory');
export const CIPHER = token<TokenCipher>('cipher');
export const TOKEN_KEYS = token<TokenKeyWatch>('token keys');
export const AUDIT = token<AuditTrail>('audit');
export const BREAKER = token<Breaker>('breaker');
export const SCHEDULE = token<RecheckSchedule>('schedule of re-checks');
export const HANDLING = token<RequestHandlerParts>('handling of requests');
export const HURRY = token<AbortController>('hurry');
export const RESULT_TOPICS = token<Results>('results');
export const DEFERRED_TOPIC = token<DeferredPublisher>('deferred');
