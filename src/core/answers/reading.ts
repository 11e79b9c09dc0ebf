/**
 * How fields that drift on the wire are read, as plain data generated from the spec: `decimal` becomes a decimal string, `int` a number.
 * Only what leads to such a field is listed.
 */
export type Reading =
  | 'decimal'
  | 'int'
  /** A named reading. */
  | `#${string}`
  | { readonly list: Reading }
  | { readonly fields: Readonly<Record<string, Reading>> }

export type Readings = Readonly<Record<string, Reading>>
