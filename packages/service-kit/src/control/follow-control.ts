import type { Environment } from '@officine/contracts';
import type { connectKafka } from '@officine/kafka';
import type { Composition } from '../composition/compose.ts';
import type { Key } from '../composition/token.ts';
import type { ServiceContext } from '../run/run-service.ts';
import { ControlDirectory } from './control-directory.ts';
import { ControlView } from './control-view.ts';

/** Who follows control, and with what. */
export interface ControlFollower {
  readonly service: string;
  readonly kafka: Key<ReturnType<typeof connectKafka>>;
  /** The platform that this process calls. */
  readonly environment: Environment;
  readonly context: Pick<ServiceContext, 'logger' | 'health' | 'halt'>;
  /** Default: the contract's. */
  readonly topic?: string;
}

/**
 * Registers {@link ControlDirectory}, and the {@link ControlView} that feeds it. A control topic of another environment ends the process:
 * it must not call one platform by the rules of another (annex B).
 */
export function followControl(app: Composition, follower: ControlFollower): Composition {
  const { service, kafka, environment, context, topic } = follower;
  const { logger, health, halt } = context;
  return app
    .single(
      ControlDirectory,
      () =>
        new ControlDirectory({
          environment,
          onMismatch: (found) => halt(`control is of ${found}, this process of ${environment}`),
        }),
    )
    .single(
      ControlView,
      (c) =>
        new ControlView({
          kafka: c.resolve(kafka),
          logger,
          directory: c.resolve(ControlDirectory),
          name: `${service}.control`,
          health,
          ...(topic !== undefined && { topic }),
        }),
    );
}
