export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Kafka's way to say "kept for ever". */
export const FOR_EVER = -1;
