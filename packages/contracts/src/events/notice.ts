import { z } from 'zod';
import { instant, pharmacyId } from '../identifiers.ts';
import { component } from './availability.ts';
import { defineEvent } from './define-event.ts';

/** Something a vendor should know beside its checks' results. */
export const vendorNoticed = defineEvent({
  type: 'lu.officine.vendor.noticed.v1',
  summary: 'A notice to a vendor: credentials, suspension, maintenance, charter, contract',
  schema: z.object({
    about: z.enum(['certificate-expiry', 'credential', 'suspension', 'maintenance', 'charter', 'contract', 'misuse']),
    pharmacy: pharmacyId.optional(),
    at: instant,
    text: z.object({ fr: z.string(), de: z.string(), en: z.string() }),
    due: instant.optional(),
    scope: z.string().optional().describe('Of a suspension'),
    reason: z.string().optional().describe('Of a suspension, as whoever suspended gave it'),
    version: z.string().optional().describe('Of the charter'),
    url: z.object({ fr: z.string().optional(), de: z.string().optional(), en: z.string().optional() }).optional(),
    component: component.optional().describe('Of a maintenance'),
    state: z
      .enum(['begun', 'changed', 'ended'])
      .optional()
      .describe('Whether what the notice is about is announced or in force, was changed, or is over'),
  }),
});
export type VendorNoticed = z.infer<typeof vendorNoticed.schema>;
