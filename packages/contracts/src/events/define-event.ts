import { z } from 'zod';

/** One event type: its CloudEvents `type`, what it says, and the schema of its data. */
export interface EventDefinition<Data = unknown> {
  readonly type: string;
  readonly summary: string;
  readonly schema: z.ZodType<Data>;
}

/** The data of an event definition. */
export type DataOf<E> = E extends EventDefinition<infer Data> ? Data : never;

/** Declares an event once; its TypeScript type, validation and JSON Schema all derive from `schema`. */
export function defineEvent<S extends z.ZodType>(definition: {
  readonly type: `lu.officine.${string}`;
  readonly summary: string;
  readonly schema: S;
}): { readonly type: string; readonly summary: string; readonly schema: S } {
  return definition;
}

/** The JSON Schema (draft 2020-12) of what a writer may put into the event's data. */
export function jsonSchemaOf(event: EventDefinition): Record<string, unknown> {
  return { ...z.toJSONSchema(event.schema, { io: 'input' }), title: event.type, description: event.summary };
}
