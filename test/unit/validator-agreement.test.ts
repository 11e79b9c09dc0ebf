import fc from 'fast-check'
import { operations } from 'tradespec/binance/operations'
import { schemas } from 'tradespec/binance/schemas'
import { describe, expect, it } from 'vitest'
import type { Operation } from '../../src/core/operation.js'
import { checkParams } from '../../src/core/params/check-params.js'
import { arbitraryParams } from '../helpers/arbitrary-params.js'
import { MAIN_IDS, samples } from '../helpers/binance-samples.js'

const RUNS = 1000

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
    let right = 0
    fc.assert(
      fc.property(arbitraryParams(operation, given), (params) => {
        const issues = checkParams(operation, params)
        const { success, error } = schemas[id].request.safeParse(params)
        if (success) right += 1
        expect({ success, issues: success ? [] : issues, zod: error?.issues }).toEqual({
          success: issues.length === 0,
          issues,
          zod: error?.issues,
        })
      }),
      { numRuns: RUNS },
    )
    // Both verdicts must occur, or the property says nothing.
    expect(right).toBeGreaterThan(RUNS / 20)
    expect(RUNS - right).toBeGreaterThan(RUNS / 20)
  })
})
