import { MongoBulkWriteError, MongoServerError } from 'mongodb';

const DUPLICATE_KEY = 11_000;

/**
 * The places, in what was to be inserted, of documents that were refused as duplicates; undefined when something else failed,
 * or failed as well.
 */
export function duplicatesIn(error: unknown): readonly number[] | undefined {
  if (error instanceof MongoBulkWriteError) {
    const errors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
    // The driver makes a bulk error of a broken connection as well, without a word about any document: then nothing is known.
    const only =
      errors.length > 0 &&
      errors.every(({ code }) => code === DUPLICATE_KEY) &&
      error.result.getWriteConcernError() === undefined;
    return only ? errors.map(({ index }) => index) : undefined;
  }
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY ? [0] : undefined;
}
