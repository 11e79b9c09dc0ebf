import { faker } from '@faker-js/faker/locale/en'
import { SchemaError } from 'tradespec'
import { BinanceApiError, createBinance, hmac, type OperationId } from 'tradespec/binance'
import { operations } from 'tradespec/binance/operations'
import { schemas } from 'tradespec/binance/schemas'
import { describe, expect, it } from 'vitest'
import { answerOf, deref, entriesOf, type Schema } from '../../scripts/generate/document.js'
import { lower } from '../../scripts/generate/lower.js'
import { selectVariant } from '../../src/core/conditions.js'
import { parseJson } from '../../src/core/json.js'
import { bundled } from '../helpers/bundle-spec.js'
import { BASE_URL, fetchFrom, KEY, NOW } from '../helpers/mock-client.js'
import { callOf, idsByTag, paramsFor, sapiSamples } from '../helpers/sapi-samples.js'
import { handlersOf } from '../helpers/wire-call.js'

const document = lower(await bundled('binance'))
const entries = new Map(entriesOf(document).map(({ operation }) => [operation.operationId, operation]))
const TRIES = 5

/** Answers that no member is required of: they say nothing, or only what applies, or they are a choice of shapes all through. */
const WITHOUT_REQUIRED: readonly OperationId[] = [
  'disableFastWithdraw',
  'enableFastWithdraw',
  'marginDeleteSpecialKey',
  'marginEditIpForSpecialKey',
  'marginExitSpecialKeyMode',
  'marginSmallLiabilityExchange',
  'cancelMarginOpenOrders',
  'renewMarginRiskListenKey',
  'closeMarginRiskListenKey',
  'subAccountApiDelete',
  'equityTokenizedStatus',
  'portfolioMarginCallLevel',
]

type Path = readonly (string | number)[]
type Params = Readonly<Record<string, unknown>>

/** What the answer to a call must look like, as the spec has it. */
function schemaFor(id: OperationId, params: unknown): Schema {
  const variant = selectVariant(operations[id].variants, (params ?? {}) as Params, operations[id].params)
  const operation = entries.get(id)
  if (!operation) throw new Error(`no operation ${id}`)
  if (!variant) return answerOf(operation) ?? {}
  const component: Schema = { $ref: `#/components/schemas/${variant.schema}` }
  return variant.array ? { type: 'array', items: component } : component
}

/** Where the members are that the spec requires; within a choice of shapes no single one is. */
function* requiredPaths(input: Schema, value: unknown, path: Path = []): Generator<Path> {
  const schema = deref(document, input)
  if (schema.oneOf || schema.anyOf || typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) if (schema.items) yield* requiredPaths(schema.items, entry, [...path, index])
    return
  }
  for (const name of schema.required ?? []) yield [...path, name]
  for (const [name, member] of Object.entries(value)) {
    const { additionalProperties: others } = schema
    const next = schema.properties?.[name] ?? (typeof others === 'object' ? others : undefined)
    if (next) yield* requiredPaths(next, member, [...path, name])
  }
}

function without(answer: unknown, path: Path): unknown {
  const copy: unknown = structuredClone(answer)
  let at = copy as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) at = at[step] as typeof at
  delete at[path.at(-1) as string | number]
  return copy
}

describe.each([...idsByTag])('binance.%s', (_tag, ids) => {
  let put: string | undefined
  let text = ''
  const mocked = (seed: number) => {
    const handlers = fetchFrom(handlersOf({ operations: ids, seed }))
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (put !== undefined) return new Response(put)
      const response = await handlers(input, init)
      text = await response.clone().text()
      return response
    }
    return createBinance({ auth: hmac(KEY), baseUrl: BASE_URL, fetch, now: () => NOW, validate: 'all', retry: false })
  }

  it.each(ids)('%s: zod takes what the mock answers, and neither zod nor the client takes it with a required member gone', async (id) => {
    const seeds = Math.max(3, sapiSamples[id]?.length ?? 0)
    let removed = 0
    for (let seed = 1; seed <= seeds; seed += 1) {
      const binance = mocked(seed)
      put = undefined
      const params = await paramsFor(binance, id, seed)
      await callOf(binance, id)(params)
      const good = parseJson(text)
      const { error } = schemas[id].response.safeParse(good)
      expect([text.slice(0, 300), error]).toEqual([text.slice(0, 300), undefined])
      faker.seed(seed)
      const paths = [...requiredPaths(schemaFor(id, params), good)]
      for (const path of faker.helpers.arrayElements(paths, TRIES)) {
        const bad = without(good, path)
        put = JSON.stringify(bad)
        const thrown = await callOf(binance, id)(params).catch((reason: unknown) => reason)
        const envelope = path.length === 1 && Object.hasOwn(operations[id].success ?? {}, String(path[0]))
        expect([path, thrown instanceof (envelope ? BinanceApiError : SchemaError)]).toEqual([path, true])
        // The zod schema knows all shapes of the operation: what is wrong in one may be right in another.
        if (!operations[id].variants) expect([path, schemas[id].response.safeParse(bad).success]).toEqual([path, false])
        removed += 1
      }
    }
    expect(removed > 0).toBe(!WITHOUT_REQUIRED.includes(id))
  })
})
