import type { SimulatorOptions } from '@officine/mysecu-simulator';
import type { PlatformUrls } from './settings.ts';

/** What the simulator's process is told. By IPC, since private keys are among it: they touch neither disk nor command line. */
export interface SimulatorMessage {
  readonly options: Omit<SimulatorOptions, 'register' | 'now'>;
}

/** What it tells when it listens. */
export interface SimulatorStarted extends PlatformUrls {
  readonly controlUrl: string;
}
