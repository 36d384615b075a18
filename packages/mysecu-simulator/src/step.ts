/** The four calls of the protocol. */
export const STEPS = ['identity', 'token', 'cancel', 'get'] as const;
export type Step = (typeof STEPS)[number];
