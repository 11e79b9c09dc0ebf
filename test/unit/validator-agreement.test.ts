import fc from 'fast-check'
import type { OperationId } from 'tradespec/binance'
import { operations } from 'tradespec/binance/operations'
import { schemas } from 'tradespec/binance/schemas'
import { describe, expect, it } from 'vitest'
import type { Operation } from '../../src/core/operation.js'
import { checkParams } from '../../src/core/params/check-params.js'
import { arbitraryParams } from '../helpers/arbitrary-params.js'
import { MAIN_IDS, samples } from '../helpers/binance-samples.js'
import { idsByTag, sapiSamples } from '../helpers/sapi-samples.js'

const RUNS = 1000
/** For each of the 403 operations below /sapi, whose parameters are of the same few kinds. */
const RUNS_OF_PARTS = 60

/** Holds both validators to the same verdicts, and returns how often they let the parameters through. */
function compare(id: OperationId, given: readonly Readonly<Record<string, unknown>>[], numRuns: number): number {
  const operation: Operation = operations[id]
  const { request } = schemas[id]
  let right = 0
  fc.assert(
    fc.property(arbitraryParams(operation, given), (params) => {
      const issues = checkParams(operation, params)
      const { success, error } = request.safeParse(params)
      if (success) right += 1
      if (success === (issues.length === 0)) return
      expect({ id, success, issues, zod: error?.issues }).toBe('one verdict')
    }),
    { numRuns },
  )
  return right
}

describe.each(MAIN_IDS)('%s', (id) => {
  const operation: Operation = operations[id]
  // Samples are typed per operation; here they are just parameters.
  const given = samples[id].map((sample) => (sample ?? {}) as Readonly<Record<string, unknown>>)

  it('lets its samples through, by both validators', () => {
    for (const params of given) {
      expect(checkParams(operation, params)).toEqual([])
      expect(schemas[id].request.safeParse(params).error).toBeUndefined()
    }
  })

  it('is judged alike by the plain checks and by zod', () => {
    const right = compare(id, given, RUNS)
    // Both verdicts must occur, or the property says nothing.
    expect(right).toBeGreaterThan(RUNS / 20)
    expect(RUNS - right).toBeGreaterThan(RUNS / 20)
  })
})

describe.each([...idsByTag])('%s', (_tag, ids) => {
  const samplesOf = (id: OperationId) => (sapiSamples[id] ?? []).map((sample) => (sample ?? {}) as Readonly<Record<string, unknown>>)

  it('lets its samples through, by both validators', () => {
    for (const id of ids) {
      expect(samplesOf(id).length).toBeGreaterThan(0)
      for (const params of samplesOf(id)) {
        expect([id, params, checkParams(operations[id], params)]).toEqual([id, params, []])
        expect([id, params, schemas[id].request.safeParse(params).error?.issues]).toEqual([id, params, undefined])
      }
    }
  })

  it('is judged alike by the plain checks and by zod', () => {
    const right = ids.reduce((all, id) => all + compare(id, samplesOf(id), RUNS_OF_PARTS), 0)
    const runs = ids.length * RUNS_OF_PARTS
    expect(right).toBeGreaterThan(runs / 20)
    expect(runs - right).toBeGreaterThan(runs / 20)
  })
})

it('all operations are compared', () => {
  expect(MAIN_IDS.length + [...idsByTag.values()].flat().length).toBe(Object.keys(operations).length)
})
