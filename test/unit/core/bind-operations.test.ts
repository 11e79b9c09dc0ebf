import { describe, expect, it } from 'vitest'
import { bindOperations, type Methods } from '../../../src/core/bind-operations.js'
import type { Call } from '../../../src/core/call.js'
import type { Execute } from '../../../src/core/execute.js'
import type { Operation } from '../../../src/core/operation.js'

const operation = (more: Partial<Operation> = {}): Operation => ({
  method: 'GET',
  path: '/it',
  tag: 'test',
  security: 'NONE',
  apiKey: false,
  signed: false,
  write: false,
  weight: {},
  params: {},
  ...more,
})

function bound(operations: Readonly<Record<string, Operation>>): { methods: Methods; calls: unknown[][] } {
  const calls: unknown[][] = []
  const execute: Execute = (...args) => {
    calls.push(args)
    // The methods hand out what they get; nothing here looks into it.
    return `call ${calls.length}` as unknown as Call<unknown>
  }
  return { methods: bindOperations(operations, execute), calls }
}

describe('the methods', () => {
  const operations = {
    ping: operation(),
    createIt: operation({ path: '/v1' }),
    createItV2: operation({ path: '/v2', namespace: 'v2', name: 'createIt' }),
    listItV2: operation({ namespace: 'v2', name: 'listIt' }),
    plain: operation({ namespace: 'admin' }),
  }

  it('stand by their ids, or below their namespace by their names there', () => {
    const { methods } = bound(operations)
    expect(Object.keys(methods)).toEqual(['ping', 'createIt', 'v2', 'admin'])
    expect(Object.keys(methods['v2'] ?? {})).toEqual(['createIt', 'listIt'])
    expect(Object.keys(methods['admin'] ?? {})).toEqual(['plain'])
  })

  it('execute their operation by its id, with what they are given, and hand out the call', () => {
    const { methods, calls } = bound(operations)
    const { createIt, v2 } = methods as { createIt: (...args: unknown[]) => unknown; v2: { createIt: (...args: unknown[]) => unknown } }
    const [params, options] = [{ a: 1 }, { timeoutMs: 5 }]
    expect([createIt(params, options), v2.createIt(params)]).toEqual(['call 1', 'call 2'])
    expect(calls).toEqual([
      ['createIt', operations.createIt, params, options],
      ['createItV2', operations.createItV2, params, undefined],
    ])
    expect(calls[0]?.[2]).toBe(params)
  })

  it('are none for an empty table', () => {
    expect(bound({}).methods).toEqual({})
  })
})
