import { NetworkError } from 'tradespec'
import { expect, it, vi } from 'vitest'
import type { ExecutorOptions } from '../../../src/core/execute.js'
import { createRaw } from '../../../src/core/raw.js'
import { caught } from '../../helpers/caught.js'
import { BASE, scriptedSend, wireResponse } from '../../helpers/wire.js'

interface Paths {
  readonly '/later/x': {
    readonly get: { readonly responses: { readonly 200: { readonly content: { readonly 'application/json': object } } } }
  }
  readonly '/now/x': Paths['/later/x']
}

function raw(failures: number) {
  const { send, requests } = scriptedSend(wireResponse(200, { done: true }))
  const client: ExecutorOptions = {
    send,
    baseUrl: BASE,
    timeoutMs: 1000,
    validate: 'requests',
    hasCredentials: true,
    newId: () => 'new-id',
    onDrift: undefined,
    headers: {},
    defaults: () => ({}),
    limitsOf: () => ({ usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} }),
    clientOrderIdOf: () => undefined,
    answerCheck: async () => () => undefined,
  }
  let left = failures
  const load = vi.fn(async () => {
    left -= 1
    if (left >= 0) throw new Error('the disk is gone')
    return { client: { ...client, headers: { later: 'yes' } }, operations: {} }
  })
  return { load, requests, client: createRaw<Paths>(client, {}, 'form', { covers: (path) => path.startsWith('/later/'), load }) }
}

it('a table that is loaded later is loaded with the first call that needs it, once', async () => {
  const { load, requests, client } = raw(0)
  await client.GET('/now/x')
  expect(load).not.toHaveBeenCalled()
  await Promise.all([client.GET('/later/x'), client.GET('/later/x')])
  await client.GET('/later/x')
  expect(load).toHaveBeenCalledTimes(1)
  expect(requests.map(({ headers }) => headers['later'])).toEqual([undefined, 'yes', 'yes', 'yes'])
})

it('a table that cannot be loaded fails the call, unsent, and the next call tries again', async () => {
  const { load, requests, client } = raw(1)
  const error = await caught(async () => client.GET('/later/x'))
  expect(error).toBeInstanceOf(NetworkError)
  expect(error).toMatchObject({ outcome: 'not-sent', cause: { message: 'the disk is gone' } })
  expect(requests).toEqual([])
  expect((await client.GET('/later/x')).data).toEqual({ done: true })
  expect(load).toHaveBeenCalledTimes(2)
})
