import { z } from 'zod';
import { instant, pharmacyId } from '../identifiers.ts';
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
  }),
});
export type VendorNoticed = z.infer<typeof vendorNoticed.schema>;
