import { type EventDefinition, type TopicDefinition, topics } from '@officine/contracts';

/** Every topic that is declared: those of a vendor first, as they are what an outsider meets. */
export const declaredTopics: readonly TopicDefinition[] = [...topics.topicsOfVendor({ batch: {} }), ...topics.internalTopics];

/** Every event that is declared, by its type. */
export function declaredEvents(): EventDefinition[] {
  const events = new Map(declaredTopics.flatMap((topic) => topic.events).map((event) => [event.type, event]));
  return [...events.values()].sort((a, b) => a.type.localeCompare(b.type));
}

/** Where an event's schema stands, below `docs/reference`. */
export function schemaPath(event: EventDefinition): string {
  return `events/${event.type}.schema.json`;
}
