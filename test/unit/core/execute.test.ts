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

function executor(answer = wireResponse(200, { done: true }), options: Partial<ExecutorOptions> = {}) {
  const { send, requests } = scriptedSend(answer)
  const execute = createExecute({
    send,
    baseUrl: BASE,
    timeoutMs: 1000,
    validate: 'requests',
    hasCredentials: true,
    newId: () => 'new-id',
    onDrift: undefined,
    headers: { A: 'b' },
    defaults: () => ({ recvWindow: 5 }),
    limitsOf: () => limits,
    clientOrderIdOf: (params) => String(params['listId']),
    answerCheck: async () => () => undefined,
    ...options,
  })
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

describe('complete', () => {
  const client = { newId: () => 'new-id', defaults: () => ({ recvWindow: 5 }) }
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
