import { SchemaError } from '../errors/answer-errors.js'
import type { CallFacts } from '../errors/trading-error.js'
import { checkShape } from './check-shape.js'
import type { Drift } from './drift.js'
import type { Shape, Shapes } from './shape.js'

export interface AnswerCheck extends CallFacts {
  readonly operationId: string
  readonly data: unknown
  readonly onDrift: ((drift: Drift) => void) | undefined
}

/** Throws SchemaError when the answer does not fit; tells onDrift of what is new in an answer that does. */
export function checkAnswer({ operationId, data, onDrift, ...facts }: AnswerCheck, shape: Shape, shapes: Shapes): void {
  const { issues, drifts } = checkShape(shape, data, shapes)
  if (issues.length > 0) throw new SchemaError(operationId, issues, data, facts)
  for (const drift of drifts) tell(onDrift, { operationId, ...drift })
}

function tell(onDrift: AnswerCheck['onDrift'], drift: Drift): void {
  try {
    onDrift?.(drift)
  } catch {
    // The call was executed; what became of it must not be lost because someone could not hear of a new field.
  }
}
