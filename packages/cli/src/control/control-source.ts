/** The `source` of what an apply writes. */
export const APPLY_SOURCE = '/officine/cli';

/** The `source` of what `suspend`, `lift` and `access` write: no file speaks of it, so none takes it back by saying nothing. */
export const COMMAND_SOURCE = '/officine/cli/command';
