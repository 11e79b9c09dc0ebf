/** A Python float: 10.0 and 10 are written differently, and some of the server's texts show which one arrived. */
export class Float {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

/** What Python reads from JSON. Integers are numbers while they are exact, bigints beyond. */
export type PyValue = null | boolean | number | bigint | Float | string | readonly PyValue[] | ReadonlyMap<string, PyValue>

/** A Python exception; the message is its text. */
export class Raised extends Error {}

/** The name that Python's own error texts use. */
export function typeName(value: PyValue): string {
  if (value === null) return 'NoneType'
  if (value instanceof Float) return 'float'
  if (value instanceof Map) return 'dict'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return 'str'
  return typeof value === 'boolean' ? 'bool' : 'int'
}

/** What counts as true in Python: neither empty nor zero. */
export function isTrue(value: PyValue): boolean {
  if (value instanceof Map) return value.size > 0
  if (Array.isArray(value)) return value.length > 0
  const number = numberOf(value)
  return number === undefined ? value !== null && value !== '' : number !== 0
}

/** The number that a value is in arithmetic; true and false are 1 and 0. Undefined for what is none. */
export function numberOf(value: PyValue): number | undefined {
  if (value instanceof Float) return value.value
  if (typeof value === 'number') return value
  return typeof value === 'boolean' || typeof value === 'bigint' ? Number(value) : undefined
}
