import type { Publisher } from '@officine/kafka';

/** The one thing that adapters need of a publisher. */
export type Publishing = Pick<Publisher, 'publish'>;
