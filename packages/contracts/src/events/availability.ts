import { z } from 'zod';
import { environment, instant } from '../identifiers.ts';
import { defineEvent } from './define-event.ts';

export const component = z.enum(['network', 'identity-provider', 'token-service', 'service', 'overall']);
export type Component = z.infer<typeof component>;

export const availabilityState = z.enum(['up', 'degraded', 'down', 'maintenance', 'unknown']);
export type AvailabilityState = z.infer<typeof availabilityState>;

/** The state of one component of mySecu, as the monitor sees it. A blind monitor says `unknown`. */
export const availabilityChanged = defineEvent({
  type: 'lu.officine.mysecu.availability.changed.v1',
  summary: 'A component of mySecu changed its state',
  schema: z.object({
    component,
    state: availabilityState,
    since: instant,
    cause: z.string().optional(),
    evidence: z.object({ probes: z.number().int().nonnegative(), calls: z.number().int().nonnegative() }),
    environment,
    maintenance: z.object({ from: instant, to: instant }).optional(),
    auditCheckpoint: z.string().optional(),
    observedAt: instant
      .optional()
      .describe(
        'Until when the monitor watched; the event on `overall` is repeated as its heartbeat. Older than a minute means unknown',
      ),
  }),
});
export type AvailabilityChanged = z.infer<typeof availabilityChanged.schema>;
