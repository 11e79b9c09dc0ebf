/** Something in an answer that the spec does not list. Nothing is wrong with the answer; the spec wants an update. */
export interface Drift {
  readonly operationId: string
  readonly kind: 'unknown-field' | 'unknown-value'
  /** Path into the answer, e.g. `symbols[0].status`. */
  readonly path: string
  /** The new value, for `unknown-value`. */
  readonly value?: unknown
}
