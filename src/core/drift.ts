import type { $ZodType } from 'zod/v4/core'

/** Something in an answer that the spec does not list. Nothing is wrong with the answer; the spec wants an update. */
export interface Drift {
  readonly operationId: string
  readonly kind: 'unknown-field' | 'unknown-value'
  /** Path into the answer, e.g. `symbols[0].status`. */
  readonly path: string
  /** The new value, for `unknown-value`. */
  readonly value?: unknown
}

interface Def {
  readonly type: string
  readonly format?: string
  readonly shape?: Readonly<Record<string, $ZodType>>
  readonly element?: $ZodType
  readonly items?: readonly $ZodType[]
  readonly innerType?: $ZodType
  readonly options?: readonly $ZodType[]
  readonly valueType?: $ZodType
  readonly entries?: Readonly<Record<string, string>>
  readonly getter?: () => $ZodType
}

/** The format that code generation gives to the tag of an alternative that the spec does not list. */
const UNLISTED_TAG = 'unlisted-tag'

type SafeParse = (schema: $ZodType, value: unknown) => boolean

/** Walks a valid answer along its schema and lists what the spec does not know. */
export function findDrift(operationId: string, schema: $ZodType, data: unknown, fits: SafeParse): Drift[] {
  const found: Drift[] = []
  const walk = (at: $ZodType, value: unknown, path: string): void => {
    const def = at._zod.def as unknown as Def
    if (def.innerType) return value === undefined || value === null ? undefined : walk(def.innerType, value, path)
    if (def.type === 'array' && def.element && Array.isArray(value)) {
      const { element } = def
      for (const [index, entry] of value.entries()) walk(element, entry, `${path}[${index}]`)
    } else if (def.type === 'tuple' && Array.isArray(value)) {
      for (const [index, item] of (def.items ?? []).entries()) walk(item, value[index], `${path}[${index}]`)
    } else if (def.type === 'object' && def.shape && isObject(value)) {
      for (const [name, entry] of Object.entries(value)) {
        const field = Object.hasOwn(def.shape, name) ? def.shape[name] : undefined
        const inner = path === '' ? name : `${path}.${name}`
        if (field) walk(field, entry, inner)
        else found.push({ operationId, kind: 'unknown-field', path: inner })
      }
    } else if (def.type === 'record' && def.valueType && isObject(value)) {
      for (const [name, entry] of Object.entries(value)) walk(def.valueType, entry, path === '' ? name : `${path}.${name}`)
    } else if (def.format === UNLISTED_TAG) {
      found.push({ operationId, kind: 'unknown-value', path, value })
    } else if (def.type === 'union') {
      walkUnion(def.options ?? [], value, path)
    }
  }
  const walkUnion = (options: readonly $ZodType[], value: unknown, path: string): void => {
    const [first, second] = options
    // An open enum is `enum | string`: what only the second one takes is new.
    const values = first && (first._zod.def as unknown as Def).entries
    if (first && values && second && options.length === 2) {
      if (!fits(first, value)) found.push({ operationId, kind: 'unknown-value', path, value })
      return
    }
    const matching = options.filter((option) => fits(option, value))
    // Of several alternatives that fit, the one that knows most of the value is the one that was meant.
    let best: Drift[] | undefined
    for (const option of matching) {
      const before = found.length
      walk(option, value, path)
      const own = found.splice(before)
      if (best === undefined || own.length < best.length) best = own
    }
    found.push(...(best ?? []))
  }
  walk(schema, data, '')
  return found
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
