/**
 * What an answer looks like, as plain data. Generated from the spec, like the zod schemas, for the client's own checks:
 * a tenth of their size, and several times as fast.
 */
export type Shape =
  /** Any string; a non-empty one; a plain decimal number; one whose zero may be 0E-8; a safe integer; an integer of any size (a number, or digits beyond 2^53). */
  | 'string'
  | 'text'
  | 'decimal'
  | 'java-decimal'
  | 'int'
  | 'int64'
  | 'number'
  | 'boolean'
  | 'null'
  /** Anything, also nothing. */
  | 'unknown'
  /** A named shape. */
  | `#${string}`
  /** Any string; one that is not listed is drift. */
  | { readonly enum: readonly string[] }
  | { readonly const: string | number }
  | { readonly list: Shape }
  | { readonly tuple: readonly Shape[] }
  /** All fields are required but for those named in `optional`; a field that is not listed is drift. */
  | { readonly fields: Readonly<Record<string, Shape>>; readonly optional?: readonly string[] }
  | { readonly record: Shape }
  /** One of several, the one that knows most of the value counts. */
  | { readonly any: readonly Shape[] }
  /** The member `tag` says which; a value that is not listed is drift. */
  | { readonly tag: string; readonly of: Readonly<Record<string, Shape>> }

export type Shapes = Readonly<Record<string, Shape>>
