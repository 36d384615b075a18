import { type Directory, readDirectory } from '@officine/cli';
import { environment } from '@officine/contracts';
import { DEFAULT_DIRECTORY_FILE } from './apply-directory.ts';

/**
 * The directory to apply: `OFFICINE_DIRECTORY_FILE`, else the one that is shipped. Every process compares the directory's environment
 * with `MYSECU_ENVIRONMENT`: a file of somebody's own stays as it is, ours follows the setting.
 * Thrown when the file is not right: DirectoryProblems; when the setting is none of the environments: an Error of its schema.
 */
export async function directoryFor(env: NodeJS.ProcessEnv, file?: string): Promise<Directory> {
  const own = file ?? (env['OFFICINE_DIRECTORY_FILE'] || undefined);
  const directory = await readDirectory(own ?? DEFAULT_DIRECTORY_FILE);
  if (directory.vendors.length === 0) {
    throw new Error(`${own ?? DEFAULT_DIRECTORY_FILE} names no vendor: nobody could ask anything`);
  }
  const setting = env['MYSECU_ENVIRONMENT'] || undefined;
  return own === undefined && setting !== undefined ? { ...directory, environment: environment.parse(setting) } : directory;
}
