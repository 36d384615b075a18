import { z } from 'zod';

/** A vendor's id. It is part of topic names, consumer groups and Kafka principals, hence the narrow alphabet. */
export const vendorId = z.string().regex(/^[a-z0-9-]{2,32}$/, 'must be 2 to 32 of a-z, 0-9 and -');

/** Officine's id of a pharmacy: the key of most topics, so it must never be derived from a person. */
export const pharmacyId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 of letters, digits, ., _ and -');

/** Provider code (code prestataire) of a pharmacy or a prescriber: 8 digits. mySecu protocol, section 4. */
export const providerCode = z.string().regex(/^\d{8}$/, 'must be 8 digits');

/** eSanté's number of a professional or establishment: 10 digits. mySecu protocol, section 4. */
export const eHealthId = z.string().regex(/^\d{10}$/, 'must be 10 digits');

/** A civil date in Europe/Luxembourg, `YYYY-MM-DD`. */
export const localDate = z.iso.date();

/** An instant, RFC 3339 with an offset. */
export const instant = z.iso.datetime({ offset: true });

/** Which of mySecu's platforms: certification and exploitation are the contract's, custom is a simulator or a mock. */
export const environment = z.enum(['certification', 'exploitation', 'custom']);
export type Environment = z.infer<typeof environment>;

/** The three read-only consultations of Annexe B, 5b. */
export const check = z.enum(['affiliation', 'accident', 'prescriber']);
export type Check = z.infer<typeof check>;

/** An operator's own words, in the languages that somebody wrote. */
export const localised = z.object({ fr: z.string().optional(), de: z.string().optional(), en: z.string().optional() });
