import { type Composition, compose } from '@officine/service-kit';
import { composeConsumers } from './composition/consumers.ts';
import { composeSteps } from './composition/steps.ts';
import type { Surroundings } from './composition/surroundings.ts';
import { composeTopics } from './composition/topics.ts';

/** Puts the service together. This and `composition/` alone say `new` for what lives as long as the process. */
export function composeVerification(given: Surroundings): Composition {
  const app = compose();
  composeTopics(app, given);
  composeSteps(app, given);
  composeConsumers(app, given);
  return app;
}
