import type { EventDefinition } from '../events/define-event.ts';

/** Data that fits its schema, or the first field that does not. The reason never quotes a value. */
export type ParsedData<Data> =
  | { readonly fits: true; readonly data: Data }
  | { readonly fits: false; readonly field: string; readonly reason: string };

/** Validates an event's data against its definition. */
export function parseData<Data>(definition: EventDefinition<Data>, data: unknown): ParsedData<Data> {
  const result = definition.schema.safeParse(data);
  if (result.success) {
    return { fits: true, data: result.data };
  }
  const issue = result.error.issues[0];
  return { fits: false, field: issue?.path.join('.') ?? '', reason: issue?.code ?? 'invalid' };
}
