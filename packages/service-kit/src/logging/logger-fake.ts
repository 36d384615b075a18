import type { Logger } from './logger.ts';

/** A line that a fake logger kept. */
export interface LoggedLine {
  readonly level: string;
  readonly message: string;
  readonly data: object;
}

/** A logger that keeps its lines, for tests. */
export function aLogger(): { readonly logger: Logger; readonly lines: LoggedLine[] } {
  const lines: LoggedLine[] = [];
  const log = (level: string) => (data: object, message: string) => void lines.push({ level, message, data });
  const logger: Logger = {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    fatal: log('fatal'),
    child: () => logger,
  };
  return { logger, lines };
}
