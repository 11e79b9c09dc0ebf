/** What a mock found out about the signature of a request. */
export interface SignatureVerdict {
  /** `not-checked`: the request was refused before its signature was looked at. */
  readonly signature: 'not-needed' | 'not-checked' | 'ok' | 'mismatch' | 'missing'
  /** On a mismatch: the text that was received to be signed... */
  readonly received?: string
  /** ...and the text that its parameters give when they are encoded as the service wants it. */
  readonly expected?: string
}

/** One line of a mock's request log. */
export interface LogEntry<Id extends string = string> extends SignatureVerdict {
  readonly method: string
  readonly path: string
  readonly operationId: Id | undefined
  readonly status: number
  /** The error code of a refusal. */
  readonly code: number | undefined
}
