import './map-group-by.js'
import type { Operation, Variant } from '../../src/core/operation.js'

/** A way to call an operation for which one shape of the answer is certain. */
export interface Selection {
  /** What the parameters' type must say beyond the operation's own, e.g. `symbol: string` or `type?: 'FULL' | undefined`. */
  readonly members: readonly string[]
  readonly variant: Variant
}

/** One class of values of a parameter that variants look at. */
interface ValueClass {
  readonly member: string
  /** The values, as a variant's `when` lists them; undefined for all others. */
  readonly values: string | undefined
  /** Undefined where no variant asks. */
  readonly given: boolean | undefined
}

type Choice = Readonly<Record<string, ValueClass>>

/** Every combination of classes with the variant it selects; a parameter that makes no difference is left out. */
export function selectionsOf(operation: Pick<Operation, 'params' | 'variants'>, typeOf: (name: string) => string): Selection[] {
  const { variants = [] } = operation
  const names = [...new Set(variants.flatMap((one) => [...Object.keys(one.when ?? {}), ...(one.given ?? []), ...(one.absent ?? [])]))]
  const classes = new Map(names.map((name) => [name, classesOf(operation, name, typeOf(name))]))
  let rows: { readonly choice: Choice; readonly variant: Variant }[] = combinations(names, classes).flatMap((choice) => {
    const variant = variants.find((one) => matches(one, choice))
    return variant ? [{ choice, variant }] : []
  })
  for (const name of names) {
    const groups = Map.groupBy(rows, ({ choice }) => JSON.stringify({ ...choice, [name]: undefined }))
    rows = [...groups.values()].flatMap((group) => {
      const [first] = group
      if (!first || group.length < (classes.get(name)?.length ?? 0) || group.some(({ variant }) => variant !== first.variant)) return group
      const { [name]: _irrelevant, ...choice } = first.choice
      return [{ choice, variant: first.variant }]
    })
  }
  return rows.map(({ choice, variant }) => ({ members: Object.values(choice).map(({ member }) => member), variant }))
}

function classesOf({ params, variants = [] }: Pick<Operation, 'params' | 'variants'>, name: string, type: string): ValueClass[] {
  const spec = params[name]
  const sets = [...new Set(variants.flatMap((one) => (one.when?.[name] ? [JSON.stringify(one.when[name])] : [])))]
  const asked = variants.some((one) => one.given?.includes(name) || one.absent?.includes(name))
  const listed = sets.map((values): ValueClass => ({ member: `${name}: ${union(JSON.parse(values) as unknown[])}`, values, given: true }))
  const named = sets.flatMap((values) => JSON.parse(values) as unknown[])
  const all: readonly unknown[] | undefined = spec?.kind === 'boolean' ? [true, false] : spec?.values
  const others = all?.filter((value) => !named.includes(value))
  const rest = others === undefined ? type : union(others)
  const none = others !== undefined && others.length === 0
  if (spec?.required) return none ? listed : [...listed, { member: `${name}: ${rest}`, values: undefined, given: true }]
  if (!asked) return [...listed, { member: `${name}?: ${none ? '' : `${rest} | `}undefined`, values: undefined, given: undefined }]
  const present: ValueClass[] = none ? [] : [{ member: `${name}: ${rest}`, values: undefined, given: true }]
  return [...listed, ...present, { member: `${name}?: undefined`, values: undefined, given: false }]
}

function matches(variant: Variant, choice: Choice): boolean {
  return (
    Object.entries(variant.when ?? {}).every(([name, values]) => choice[name]?.values === JSON.stringify(values)) &&
    (variant.given ?? []).every((name) => choice[name]?.given === true) &&
    (variant.absent ?? []).every((name) => choice[name]?.given === false)
  )
}

const union = (values: readonly unknown[]): string =>
  values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(' | ')

function combinations(names: readonly string[], classes: ReadonlyMap<string, readonly ValueClass[]>): Choice[] {
  return names.reduce<Choice[]>(
    (choices, name) => choices.flatMap((choice) => (classes.get(name) ?? []).map((one) => ({ ...choice, [name]: one }))),
    [{}],
  )
}
