import { type Drift, SchemaError } from 'tradespec'
import { createBinance, hmac, type OperationId } from 'tradespec/binance'
import { operations } from 'tradespec/binance/operations'
import { schemas } from 'tradespec/binance/schemas'
import { describe, expect, it } from 'vitest'
import type { ZodType } from 'zod'
import * as zod from '../../generated/binance/zod/operations.js'
import { answerOf, capitalise, deref, entriesOf, type Schema } from '../../scripts/generate/document.js'
import { lower } from '../../scripts/generate/lower.js'
import { selectVariant } from '../../src/core/conditions.js'
import { parseJson } from '../../src/core/json.js'
import { isMainId, MAIN_IDS, type MainId, samples } from '../helpers/binance-samples.js'
import { bundled } from '../helpers/bundle-spec.js'
import { BASE_URL, KEY } from '../helpers/mock-client.js'
import { handlersOf, sendWire, type WireParams } from '../helpers/wire-call.js'

const document = lower(await bundled('binance'))
const entries = new Map(entriesOf(document).map(({ operation }) => [operation.operationId, operation]))
const ids = MAIN_IDS

type Path = readonly (string | number)[]
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

// A second opinion, read from the spec and not from what is generated of it: does an answer fit?

function fits(input: Schema, value: unknown): boolean {
  const schema = deref(document, input)
  const alternatives = schema.oneOf ?? schema.anyOf
  if (alternatives) return alternatives.some((one) => fits(one, value)) || isUnlisted(schema, value)
  if (schema.const !== undefined) return value === schema.const
  if (schema.prefixItems) return Array.isArray(value) && schema.prefixItems.every((one, index) => fits(one, value[index]))
  switch (schema.type) {
    case 'array': {
      const { items } = schema
      return Array.isArray(value) && (!items || value.every((one) => fits(items, one)))
    }
    case 'object':
      return (
        isObject(value) &&
        (schema.required ?? []).every((name) => name in value) &&
        Object.entries(schema.properties ?? {}).every(([name, one]) => !(name in value) || fits(one, value[name]))
      )
    case 'string':
      return typeof value === 'string'
    case 'integer':
      return Number.isInteger(value) || (schema.format === 'int64' && typeof value === 'string' && /^-?\d+$/.test(value))
    case 'null':
      return value === null
    default:
      return typeof value === schema.type
  }
}

const isUnlisted = ({ discriminator }: Schema, value: unknown): boolean => {
  const tag = discriminator && isObject(value) ? value[discriminator.propertyName] : undefined
  return typeof tag === 'string' && !Object.keys(discriminator?.mapping ?? {}).includes(tag)
}

/** Within a choice of shapes no single member is to blame: the path need only lead to where the choice begins. */
function blamed(input: Schema, path: Path): Path {
  const schema = deref(document, input)
  const [step, ...rest] = path
  if (step === undefined || schema.oneOf || schema.anyOf) return []
  const next = typeof step === 'number' ? (schema.prefixItems?.[step] ?? (schema.items || undefined)) : schema.properties?.[step]
  return next ? [step, ...blamed(next, rest)] : [step]
}

const pathText = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '') || 'answer'

function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) yield* pathsIn(member, [...path, Array.isArray(value) ? Number(name) : name])
}

/** A copy with the member at the path gone, or replaced by something that fits nowhere. */
function damaged(answer: unknown, path: Path, how: 'gone' | 'of a wrong type'): unknown {
  const copy: unknown = structuredClone(answer)
  let at = copy as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) at = at[step] as typeof at
  const last = path.at(-1) as string | number
  if (how === 'gone') delete at[last]
  else at[last] = typeof at[last] === 'boolean' ? { wrong: true } : true
  return copy
}

/** As many as asked for, spread evenly, first and last among them. */
function spread<Item>(items: readonly Item[], count: number): Item[] {
  if (items.length <= count) return [...items]
  return Array.from({ length: count }, (_, index) => items[Math.round((index * (items.length - 1)) / (count - 1))] as Item)
}

/** A call that is answered with this text, whatever it asks. */
function answered(
  id: MainId,
  text: string,
  validate: 'all' | 'requests',
  drifts?: Drift[],
  params: unknown = samples[id][0],
): Promise<unknown> {
  const fetch = async () => new Response(text)
  const onDrift = drifts && ((drift: Drift) => drifts.push(drift))
  const binance = createBinance({ auth: hmac(KEY), baseUrl: BASE_URL, fetch, validate, retry: false, onDrift })
  const call = binance[id] as (params?: unknown) => Promise<unknown>
  return call(params)
}

/** The shape that the request selects, or all that the operation has. */
function schemaFor(id: MainId, params: unknown): Schema {
  const operation = entries.get(id)
  if (!operation) throw new Error(`no operation ${id}`)
  const variant = selectVariant(operations[id].variants, (params ?? {}) as WireParams, operations[id].params)
  if (!variant) return answerOf(operation) ?? {}
  const component: Schema = { $ref: `#/components/schemas/${variant.schema}` }
  return variant.array ? { type: 'array', items: component } : component
}

async function goodAnswer(id: MainId, params: unknown, seed = 1): Promise<unknown> {
  const { status, text } = await sendWire(handlersOf({ operations: [id], seed }), { operationId: id, params: (params ?? {}) as WireParams })
  expect(status).toBe(200)
  return parseJson(text)
}

describe.each(ids)('the answer to %s', (id) => {
  it('with a member that is missing or of a wrong type is refused where the spec requires it', async () => {
    let refused = 0
    for (const params of samples[id]) {
      const schema = schemaFor(id, params)
      const good = await goodAnswer(id, params)
      expect(fits(schema, good)).toBe(true)
      for (const path of spread([...pathsIn(good)], 24)) {
        for (const how of ['gone', 'of a wrong type'] as const) {
          if (how === 'gone' && typeof path.at(-1) === 'number') continue
          const bad = damaged(good, path, how)
          const result = await answered(id, JSON.stringify(bad), 'all', undefined, params).catch((error: unknown) => error)
          const what = `${pathText(path)} ${how}`
          // The zod schema knows all shapes of the operation: it must say the same where there is one only.
          if (!operations[id].variants) expect([what, schemas[id].response.safeParse(bad).success]).toEqual([what, fits(schema, bad)])
          if (fits(schema, bad)) {
            expect([what, result]).toEqual([what, bad])
            continue
          }
          refused += 1
          if (!(result instanceof SchemaError)) throw new Error(`${what} was not noticed`)
          expect([what, result.data]).toEqual([what, bad])
          expect(result).toMatchObject({ outcome: 'unknown', operationId: id, code: 'SCHEMA' })
          const [paths, blame] = [result.issues.map((issue) => issue.path), blamed(schema, path)]
          const named = paths.some((one) => blame.length === 0 || one === pathText(blame) || one.startsWith(`${pathText(blame)}.`))
          expect([what, paths, named]).toEqual([what, paths, true])
          expect(result.message).toContain(paths[0])
        }
      }
    }
    // Where an empty object is an answer, any object is.
    if (!samples[id].every((params) => fits(schemaFor(id, params), {}))) expect(refused).toBeGreaterThan(0)
  })

  it('of another kind altogether is never taken for one', async () => {
    for (const text of ['"text"', '17', 'null', 'true', '']) {
      for (const validate of ['all', 'requests'] as const) {
        await expect(answered(id, text, validate)).rejects.toMatchObject({ name: 'UnreadableAnswerError', outcome: 'unknown', body: text })
      }
    }
  })

  it('that is damaged passes where only requests are checked', async () => {
    const good = await goodAnswer(id, samples[id].at(-1))
    for (const path of spread([...pathsIn(good)], 3)) {
      const bad = damaged(good, path, 'of a wrong type')
      expect(await answered(id, JSON.stringify(bad), 'requests')).toEqual(bad)
    }
  })

  it('with members that are new passes and is reported', async () => {
    const good = await goodAnswer(id, samples[id][0])
    const grown = Array.isArray(good)
      ? good.map((one) => (isObject(one) ? { ...one, brandNew: 1 } : one))
      : { ...(good as object), brandNew: 1 }
    const drifts: Drift[] = []
    expect(await answered(id, JSON.stringify(grown), 'all', drifts)).toEqual(grown)
    const objects = Array.isArray(good) ? good.filter(isObject).map((_, index) => `[${index}].brandNew`) : ['brandNew']
    expect(drifts).toEqual(objects.map((path) => ({ operationId: id, kind: 'unknown-field', path })))
  })
})

describe('what the spec does not list yet', () => {
  const order = { symbol: 'BTCUSDT', orderId: 1 }

  it.each([
    ['status', 'FROZEN'],
    ['type', 'ICEBERG'],
    ['timeInForce', 'GTX'],
    ['selfTradePreventionMode', 'EXPIRE_SOMEHOW'],
  ])('passes as the value of %s and is reported', async (name, value) => {
    const answer = { ...((await goodAnswer('getOrder', order)) as object), [name]: value }
    const drifts: Drift[] = []
    expect(await answered('getOrder', JSON.stringify(answer), 'all', drifts)).toEqual(answer)
    expect(drifts).toEqual([{ operationId: 'getOrder', kind: 'unknown-value', path: name, value }])
  })

  it('passes as a filter and is reported, but a listed filter must be whole', async () => {
    const info = (await goodAnswer('exchangeInfo', { symbol: 'BTCUSDT' })) as { symbols: { filters: object[] }[] }
    const withFilter = (filter: object) => ({ ...info, symbols: [{ ...info.symbols[0], filters: [filter] }] })
    const unlisted = withFilter({ filterType: 'MOON_PHASE', phase: 'full' })
    const drifts: Drift[] = []
    expect(await answered('exchangeInfo', JSON.stringify(unlisted), 'all', drifts)).toEqual(unlisted)
    expect(drifts).toContainEqual({
      operationId: 'exchangeInfo',
      kind: 'unknown-value',
      path: 'symbols[0].filters[0].filterType',
      value: 'MOON_PHASE',
    })
    const damagedFilter = withFilter({ filterType: 'LOT_SIZE', minQty: '1' })
    await expect(answered('exchangeInfo', JSON.stringify(damagedFilter), 'all')).rejects.toBeInstanceOf(SchemaError)
  })

  it('is not looked at where only requests are checked', async () => {
    const answer = { ...((await goodAnswer('getOrder', order)) as object), status: 'FROZEN', brandNew: 1 }
    const drifts: Drift[] = []
    await answered('getOrder', JSON.stringify(answer), 'requests', drifts)
    expect(drifts).toEqual([])
  })
})

describe('the examples of the spec', () => {
  const examples = entriesOf(document).flatMap(({ operation }) =>
    Object.entries(operation.responses).flatMap(([status, response]) => {
      const target =
        response.$ref === undefined ? response : document.components.responses?.[response.$ref.slice(response.$ref.lastIndexOf('/') + 1)]
      return Object.entries(target?.content?.['application/json']?.examples ?? {}).map(
        ([name, { value }]) => [operation.operationId as OperationId, status, name, value] as const,
      )
    }),
  )

  it('are there for every operation and most of its statuses', () => {
    expect(new Set(examples.map(([id]) => id)).size).toBe(Object.keys(operations).length)
    expect(examples.length).toBeGreaterThan(Object.keys(operations).length * 4)
  })

  // The error answers of parts are the same components as those of the others.
  const own = examples.filter(([id, status]) => status === '200' || isMainId(id))

  it.each(own)('%s %s %s fits its schema', (id, status, _name, value) => {
    const generated = zod as unknown as Readonly<Record<string, ZodType | undefined>>
    const schema = isMainId(id) ? generated[`${capitalise(id)}${status}Response`] : schemas[id].response
    expect(schema?.safeParse(parseJson(JSON.stringify(value))).error).toBeUndefined()
    expect(schema).toBeDefined()
  })
})
