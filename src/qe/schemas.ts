import type { EventByName } from '../../generated/qe/events.js'
import { operations } from '../../generated/qe/operations.js'
import { eventSchemas, generatedSchemas } from '../../generated/qe/schemas.js'
import { buildSchemas, type MessageSchemas, messageSchemas } from '../core/zod-schemas.js'

/** What the push stream carries. It is no operation: listing the keys of `schemas` does not show it. */
export interface PushSchemas {
  /** `envelope`, and the payloads (parsed from its `data`) by type; those of the first edition are `v1.master_data`, `v1.fill`, ... */
  readonly events: MessageSchemas<EventByName>
}

/**
 * `schemas[operationId].request` and `.response`: zod schemas of the flat parameters, and of the payload (`message`) of the answer.
 * `schemas.events`: the same for what is pushed. Fields that drift between number and text pass in both forms.
 */
export const schemas = withEvents(buildSchemas(generatedSchemas, operations))

function withEvents<Target extends object>(target: Target): Target & PushSchemas {
  const events = messageSchemas(eventSchemas)
  // Schemas and types of messages are generated from the same components; what they make of them agrees by construction.
  return Object.defineProperty(target, 'events', { value: events }) as Target & PushSchemas
}
