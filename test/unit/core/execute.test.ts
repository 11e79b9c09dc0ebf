import { describe, expect, it } from 'vitest'
import { checkedTimeout, complete, createExecute, type ExecutorOptions, platformResponse } from '../../../src/core/execute.js'
import type { Operation } from '../../../src/core/operation.js'
import { caught } from '../../helpers/caught.js'
import { BASE, scriptedSend, wireResponse } from '../../helpers/wire.js'

const operation: Operation = {
  method: 'POST',
  path: '/order',
  tag: 'trading',
  security: 'TRADE',
  apiKey: true,
  signed: true,
  write: true,
  weight: {},
  params: {
    symbol: { kind: 'string', required: true },
    listId: { kind: 'string', clientId: true },
    legId: { kind: 'string', clientId: { given: ['leg'] } },
    leg: { kind: 'string' },
    recvWindow: { kind: 'number' },
  },
}
const limits = { usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} }

const base: Omit<ExecutorOptions, 'send'> = {
  baseUrl: BASE,
  timeoutMs: 1000,
  validate: 'requests',
  hasCredentials: true,
  newId: () => 'new-id',
  onDrift: undefined,
  headers: { A: 'b' },
  defaults: () => ({}),
  limitsOf: () => limits,
  clientOrderIdOf: (params) => String(params['listId']),
  answerCheck: async () => () => undefined,
}

function executor(answer = wireResponse(200, { done: true }), options: Partial<ExecutorOptions> = {}) {
  const { send, requests } = scriptedSend(answer)
  const execute = createExecute({ ...base, send, defaults: () => ({ recvWindow: 5 }), ...options })
  return {
    requests,
    run: (params?: unknown, callOptions?: Parameters<typeof execute>[3]) => execute('newOrder', operation, params, callOptions),
  }
}

describe('a call', () => {
  it('goes from parameters to a request with all that layers need', async () => {
    const { run, requests } = executor()
    const { signal } = new AbortController()
    expect(await run({ symbol: 'a b', leg: 'x' }, { signal, timeoutMs: 7 })).toEqual({ done: true })
    expect(requests).toEqual([
      {
        call: { operationId: 'newOrder', write: true, apiKey: true, signed: true, clientOrderId: 'new-id', attempts: 1 },
        method: 'POST',
        baseUrl: BASE,
        path: '/order',
        query: 'symbol=a%20b&leg=x&listId=new-id&legId=new-id&recvWindow=5',
        body: undefined,
        headers: { A: 'b' },
        signal,
        timeoutMs: 7,
      },
    ])
  })

  it('does not change what the caller passed', async () => {
    const params = Object.freeze({ symbol: 'B' })
    await executor().run(params)
    expect(params).toEqual({ symbol: 'B' })
  })

  it('checks parameters before credentials, and both before it sends', async () => {
    const { run, requests } = executor(undefined, { hasCredentials: false })
    expect(await caught(() => run({}))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await caught(() => run({ symbol: 'B' }))).toMatchObject({ code: 'CONFIG', operationId: 'newOrder' })
    expect(await caught(() => run({ symbol: 'B' }, { timeoutMs: 0 }))).toMatchObject({ code: 'CONFIG' })
    expect(requests).toEqual([])
  })

  it('says so when a success is not JSON, and keeps the text', async () => {
    const { run } = executor(wireResponse(200, '<html>'))
    const error = await caught(() => run({ symbol: 'B' }))
    expect(error).toMatchObject({
      code: 'UNREADABLE_ANSWER',
      outcome: 'unknown',
      status: 200,
      body: '<html>',
      attempts: 1,
      clientOrderId: 'new-id',
    })
  })

  it('loads and asks the answer check with validate "all" only', async () => {
    const checked: unknown[] = []
    const answerCheck: ExecutorOptions['answerCheck'] = async () => (answer) => checked.push(answer)
    await executor(undefined, { answerCheck }).run({ symbol: 'B' })
    expect(checked).toEqual([])
    await executor(undefined, { answerCheck, validate: 'all' }).run({ symbol: 'B' })
    expect(checked).toEqual([{ operationId: 'newOrder', data: { done: true }, attempts: 1, clientOrderId: 'new-id', onDrift: undefined }])
  })
})

describe('the way of parameters', () => {
  const placed: Operation = {
    ...operation,
    path: '/orders/{orderId}',
    body: 'json',
    params: {
      orderId: { kind: 'string', in: 'path', required: true },
      reason: { kind: 'string', in: 'body' },
      window: { kind: 'int' },
    },
  }
  const runPlaced = (params: unknown, options: Partial<ExecutorOptions> = {}) => {
    const { send, requests } = scriptedSend(wireResponse())
    const execute = createExecute({ ...base, send, ...options })
    return { requests, run: () => execute('change', placed, params) }
  }

  it('leads to path, query and body, and the body has its content type beside the headers of every call', async () => {
    const { requests, run } = runPlaced({ orderId: 'a/b', reason: 'x', window: 5 })
    await run()
    expect(requests).toMatchObject([
      {
        path: '/orders/a%2Fb',
        query: 'window=5',
        body: '{"reason":"x"}',
        headers: { A: 'b', 'Content-Type': 'application/json' },
      },
    ])
  })

  it.each(['..', '\ud800'])('ends unsent where a value has no place on the wire: %j', async (orderId) => {
    for (const validate of ['requests', 'off'] as const) {
      const { requests, run } = runPlaced({ orderId }, { validate })
      expect(await caught(run)).toMatchObject({ code: 'INVALID_REQUEST', outcome: 'not-sent', operationId: 'change', attempts: 0 })
      expect(requests).toEqual([])
    }
  })

  it('takes null for not given where the client says so, and refuses it else', async () => {
    const { requests, run } = runPlaced({ orderId: 'a', reason: null }, { dropsNulls: true })
    await run()
    expect(requests).toMatchObject([{ body: '{}' }])
    expect(await caught(runPlaced({ orderId: null }, { dropsNulls: true }).run)).toMatchObject({ issues: [{ rule: 'required' }] })
    expect(await caught(runPlaced({ orderId: 'a', reason: null }).run)).toMatchObject({ issues: [{ rule: 'type' }] })
  })

  it('is written by the client where it writes queries in its own way', async () => {
    const { requests, run } = runPlaced({ orderId: 'a', window: 5 }, { encode: (params) => JSON.stringify(params) })
    await run()
    expect(requests).toMatchObject([{ query: '{"window":5}' }])
  })

  it('ends in what the client reads of the answer', async () => {
    const { run } = runPlaced({ orderId: 'a' }, { read: ({ status }, { operationId }) => `${operationId} ${status}` })
    expect(await run()).toBe('change 200')
  })
})

describe('a limit of its own', () => {
  const limited = (params: Operation['params'] = { account: { kind: 'string' } }): Operation => ({
    ...operation,
    params,
    limit: { family: 'balances', calls: 60, perSeconds: 600, per: 'account' },
  })
  const limitFor = async (params: unknown) => {
    const { send, requests } = scriptedSend(wireResponse())
    await createExecute({ ...base, send })('balance', limited(), params)
    return requests[0]?.call.limit
  }

  it('goes with the call, counted over the family for each value', async () => {
    expect(await limitFor({ account: 'a' })).toEqual({ key: 'balances a', calls: 60, perMs: 600_000 })
    expect((await limitFor({ account: 'b' }))?.key).not.toBe((await limitFor({ account: 'a' }))?.key)
  })

  it('goes with no other call', async () => {
    const { run, requests } = executor()
    await run({ symbol: 'B' })
    expect(requests[0]?.call).not.toHaveProperty('limit')
  })
})

describe('complete', () => {
  const client = { newId: () => 'new-id', defaults: () => ({ recvWindow: 5 }) }

  it('fills in what is always sent, the first that fits, and nothing where the caller says something', () => {
    const filled: Operation = {
      ...operation,
      params: {
        algorithm: { kind: 'string' },
        limit: { kind: 'decimal', fill: [{ when: { algorithm: ['POV'] }, value: '0.05' }, { value: '1' }] },
        flag: { kind: 'boolean', fill: [{ value: false }] },
        only: { kind: 'string', fill: [{ given: ['algorithm'], value: 'x' }] },
      },
    }
    const none = { newId: () => 'new-id', defaults: () => ({}) }
    expect(complete(filled, {}, none)).toEqual({ limit: '1', flag: false })
    expect(complete(filled, { algorithm: 'POV' }, none)).toEqual({ algorithm: 'POV', limit: '0.05', flag: false, only: 'x' })
    expect(complete(filled, { limit: '0', flag: true, only: '' }, none)).toEqual({ limit: '0', flag: true, only: '' })
    expect(complete(filled, { limit: undefined, flag: null }, none)).toEqual({ limit: '1', flag: false })
  })
  it('makes up ids where none is given, and only where their condition holds', () => {
    expect(complete(operation, { symbol: 'B' }, client)).toEqual({ symbol: 'B', listId: 'new-id', recvWindow: 5 })
    expect(complete(operation, { symbol: 'B', listId: 'mine', leg: 'x' }, client)).toMatchObject({ listId: 'mine', legId: 'new-id' })
  })
  it("lets the caller's value win over a default", () => {
    expect(complete(operation, { recvWindow: 0 }, client)).toMatchObject({ recvWindow: 0 })
    expect(complete(operation, { recvWindow: undefined }, client)).toMatchObject({ recvWindow: 5 })
  })
})

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '5', null, undefined])('checkedTimeout refuses %o', (value) => {
  expect(() => checkedTimeout(value)).toThrow('timeoutMs must be a number')
})

describe('platformResponse', () => {
  it('can be read, and has no address', async () => {
    const response = platformResponse(wireResponse(201, { a: 1 }, { 'X-A': 'b', 'Content-Encoding': 'gzip', 'Content-Length': '3' }))
    expect(await response.json()).toEqual({ a: 1 })
    expect([response.status, response.url]).toEqual([201, ''])
    expect([...response.headers.keys()].filter((name) => name.startsWith('content-'))).toEqual(['content-type'])
  })
  it.each([204, 205, 304])('has no body with status %d', (status) => {
    expect(platformResponse(wireResponse(status, '')).body).toBeNull()
  })
})
