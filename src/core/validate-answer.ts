import type { $ZodType } from 'zod/v4/core'
import { safeParse } from 'zod/v4/core'
import { type Drift, findDrift } from './drift.js'
import { SchemaError, type SchemaIssue } from './errors/answer-errors.js'
import type { CallFacts } from './errors/trading-error.js'

export interface AnswerCheck extends CallFacts {
  readonly operationId: string
  readonly schema: $ZodType
  readonly data: unknown
  readonly onDrift: ((drift: Drift) => void) | undefined
}

/** Throws SchemaError when the answer does not fit; tells onDrift of what is new in an answer that does. */
export function validateAnswer({ schema, data, onDrift, ...facts }: AnswerCheck): void {
  const result = safeParse(schema, data)
  if (!result.success) {
    const issues = result.error.issues.map((issue): SchemaIssue => ({ path: pathText(issue.path), message: issue.message }))
    throw new SchemaError(facts.operationId, issues, data, facts)
  }
  if (onDrift) for (const drift of findDrift(facts.operationId, schema, data, (at, value) => safeParse(at, value).success)) onDrift(drift)
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
  return text === '' ? 'answer' : text.replace(/^\./, '')
}
