import { TradingError, type TradingErrorOptions } from './trading-error.js'

/** Where an answer differs from the spec. */
export interface SchemaIssue {
  /** Path into the answer, e.g. `[0].price`. */
  readonly path: string
  readonly message: string
}

/**
 * The call succeeded but its answer is not what the spec says (only with `validate: "all"`).
 * `data` holds the answer as it came: a write **was** executed.
 */
export class SchemaError extends TradingError {
  override readonly name = 'SchemaError'
  readonly code = 'SCHEMA'
  readonly issues: readonly SchemaIssue[]
  readonly data: unknown
  constructor(operationId: string, issues: readonly SchemaIssue[], data: unknown, options: TradingErrorOptions = {}) {
    const shown = issues.slice(0, 5).map((issue) => `${issue.path}: ${issue.message}`)
    super(`The answer to ${operationId} does not fit its spec: ${shown.join('; ')}. The answer is in \`data\`.`, 'unknown', {
      ...options,
      operationId,
    })
    this.issues = issues
    this.data = data
  }
}

/** The service answered with success, but the text is not JSON. `body` holds it. */
export class UnreadableAnswerError extends TradingError {
  override readonly name = 'UnreadableAnswerError'
  readonly code = 'UNREADABLE_ANSWER'
  readonly status: number
  readonly body: string
  constructor(message: string, answer: { readonly status: number; readonly body: string }, options: TradingErrorOptions) {
    super(message, 'unknown', options)
    this.status = answer.status
    this.body = answer.body
  }
}
