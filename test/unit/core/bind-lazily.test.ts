import { inspect } from 'node:util'
import { ConfigError, NetworkError } from 'tradespec'
import { type Binance, type BinanceOptions, createBinance } from 'tradespec/binance'
import { describe, expect, it, vi } from 'vitest'
import { bindLazily, type LoadedPart } from '../../../src/core/bind-lazily.js'
import type { Operation } from '../../../src/core/operation.js'
import { caught } from '../../helpers/caught.js'
import { json, parameter, spyFetch } from '../../helpers/spy-fetch.js'
import { credentials } from '../../helpers/test-keys.js'

type Loose = Readonly<Record<string, (params?: unknown, options?: unknown) => Promise<unknown>>>

const operation: Operation = {
  method: 'GET',
  path: '/x',
  tag: 'part',
  security: 'NONE',
  apiKey: false,
  signed: false,
  write: false,
  weight: {},
  params: {},
}

/** A part with two operations that answer with what they were given, and how often it was loaded. */
function part(options: { readonly failures?: number; readonly unavailable?: string } = {}) {
  let failures = options.failures ?? 0
  const run = vi.fn(async (operationId: string, _operation: Operation, params: unknown, asked?: unknown) => ({
    data: { operationId, params, asked },
    meta: () => ({ response: new Response('seen'), limits: { usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} } }),
  }))
  const load = vi.fn(async (): Promise<LoadedPart> => {
    if (failures > 0) {
      failures -= 1
      throw new Error('the disk is gone')
    }
    return { operations: { withdraw: operation, getAll: operation }, run }
  })
  const bound = bindLazily('wallet', load, options.unavailable) as Loose & {
    readonly withdraw: (
      params?: unknown,
      options?: unknown,
    ) => Promise<unknown> & { withResponse(): Promise<{ data: unknown; response: Response }> }
  }
  return { bound, load, run }
}

describe('a part', () => {
  it('is not loaded before one of its methods is called, and then once', async () => {
    const { bound, load } = part()
    const method = bound.withdraw
    expect(typeof method).toBe('function')
    expect(load).not.toHaveBeenCalled()
    await Promise.all([bound.withdraw(), bound['getAll']?.(), method()])
    await bound.withdraw()
    expect(load).toHaveBeenCalledTimes(1)
  })

  it('shows no names before it is loaded, and plain members after', async () => {
    const { bound } = part()
    expect([Object.keys(bound), 'withdraw' in bound]).toEqual([[], true])
    const early = bound.withdraw
    await bound.withdraw()
    expect(Object.keys(bound)).toEqual(['withdraw', 'getAll'])
    expect(Object.getOwnPropertyDescriptor(bound, 'withdraw')?.value).toBe(bound.withdraw)
    expect(bound.withdraw).toBe(early)
    expect(bound['nothing']).toBeUndefined()
  })

  it('gives the same method every time, also before', () => {
    const { bound } = part()
    expect(bound.withdraw).toBe(bound.withdraw)
    expect(bound.withdraw).not.toBe(bound['getAll'])
  })

  it('refuses a name that it does not have, unsent, and suggests the nearest', async () => {
    const { bound, run } = part()
    const error = await caught(() => bound['withdrawl']?.())
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toBe('wallet.withdrawl() was not sent: there is no such operation; did you mean withdraw?')
    expect((await caught(() => part().bound['x'.repeat(500)]?.())).message.length).toBeLessThan(150)
    expect(run).not.toHaveBeenCalled()
  })

  it.each(['hasOwnProperty', 'isPrototypeOf', '__defineGetter__', 'toString'])('does not take %s for an operation', (name) => {
    const { bound, run } = part()
    expect((bound as Readonly<Record<string, unknown>>)[name]).toBe(
      (Object.prototype as unknown as Readonly<Record<string, unknown>>)[name],
    )
    expect(run).not.toHaveBeenCalled()
  })

  it('leaves what a test puts in a place of a method there, before and after it is loaded', async () => {
    const { bound, run } = part()
    const stub = vi.fn()
    Object.assign(bound, { withdraw: stub })
    void bound.withdraw?.({ coin: 'BTC' })
    await caught(() => bound['withdrawl']?.())
    expect(bound.withdraw).toBe(stub)
    expect(stub).toHaveBeenCalledOnce()
    expect(run).not.toHaveBeenCalled()
  })

  it('takes a spy in the place of a method, before and after it is loaded, and has the method back afterwards', async () => {
    const { bound, run } = part()
    for (const loaded of [false, true]) {
      expect(Object.keys(bound).includes('getAll')).toBe(loaded)
      const method = bound.withdraw
      const spy = vi.spyOn(bound, 'withdraw').mockReturnValue('made up' as never)
      expect(bound.withdraw?.()).toBe('made up')
      spy.mockRestore()
      expect(bound.withdraw).toBe(method)
      expect(run).not.toHaveBeenCalled()
      await bound['getAll']?.()
      run.mockClear()
    }
    await bound.withdraw?.()
    expect(run).toHaveBeenCalledOnce()
    expect(['then' in bound, 'toJSON' in bound, Symbol.iterator in bound]).toEqual([false, false, false])
  })

  it('sends what was given when it was called, whatever the caller does with it while the code loads', async () => {
    const { bound } = part()
    const params = { coin: 'USDT', list: ['a'], orders: [{ id: '1' }], inner: { a: { b: 1 } } }
    const options = { timeoutMs: 5 }
    const call = bound['withdraw']?.(params, options)
    params.coin = 'BTC'
    params.list.push('b')
    Object.assign(params.orders[0] ?? {}, { id: '2' })
    params.inner.a.b = 2
    options.timeoutMs = 6
    expect(await call).toEqual({
      operationId: 'withdraw',
      params: { coin: 'USDT', list: ['a'], orders: [{ id: '1' }], inner: { a: { b: 1 } } },
      asked: { timeoutMs: 5 },
    })
  })

  it('takes parameters that hold themselves, and fails as a promise where they cannot be read', async () => {
    const { bound } = part()
    const round: Record<string, unknown> = { a: [] }
    round['self'] = round
    expect(await bound['withdraw']?.(round)).toMatchObject({ params: { a: [], self: { a: [] } } })
    const broken = {
      get coin() {
        throw new Error('not to be read')
      },
    }
    await expect(part().bound['withdraw']?.(broken)).rejects.toThrow('not to be read')
  })

  it('that cannot be loaded fails the call, which was not sent, and is loaded with the next one', async () => {
    const { bound, load, run } = part({ failures: 1 })
    const error = await caught(() => bound.withdraw())
    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({ outcome: 'not-sent', cause: { message: 'the disk is gone' } })
    expect(run).not.toHaveBeenCalled()
    expect(await bound.withdraw()).toMatchObject({ operationId: 'withdraw' })
    expect(load).toHaveBeenCalledTimes(2)
  })

  it('tells the response of a call, early and late', async () => {
    const { bound } = part()
    for (let round = 0; round < 2; round += 1) {
      const { data, response } = await bound.withdraw({ a: round }).withResponse()
      expect([data, await response.text()]).toMatchObject([{ params: { a: round } }, 'seen'])
    }
  })

  it('that is unavailable is never loaded, and says why', async () => {
    const { bound, load } = part({ unavailable: 'there is none here.' })
    const error = await caught(() => bound.withdraw())
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toBe('wallet.withdraw() was not sent: there is none here.')
    expect(load).not.toHaveBeenCalled()
  })

  it('stands for nothing that others ask any object for, and is not loaded by it', async () => {
    const { bound, load } = part()
    expect(await bound).toBe(bound)
    expect(await Promise.resolve(bound)).toBe(bound)
    expect(JSON.stringify({ bound })).toBe('{"bound":{}}')
    expect(inspect(bound)).toBe('{}')
    expect(inspect(bound, { showProxy: true, customInspect: true })).toContain('Proxy')
    expect(structuredClone({ ...bound })).toEqual({})
    expect(bound).toEqual({})
    expect(Object.prototype.toString.call(bound)).toBe('[object Object]')
    for (const name of ['then', 'catch', 'finally', 'toJSON', 'asymmetricMatch', '$$typeof', 'nodeType'])
      expect(bound[name]).toBeUndefined()
    expect(load).not.toHaveBeenCalled()
  })
})

describe('a part of the client', () => {
  const client = (options: BinanceOptions = {}) => {
    const { fetch, sent } = spyFetch(() => json({ id: 'w-1' }))
    return { sent, binance: createBinance({ auth: credentials.hmac(), fetch, retry: false, ...options }) }
  }
  const loose = (binance: Binance) => binance.wallet as unknown as Loose

  it('takes a typo for what it is, and nothing is sent', async () => {
    const { binance, sent } = client()
    const error = await caught(() => loose(binance)['withdrawHistorie']?.())
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('did you mean withdrawHistory?')
    expect(sent).toEqual([])
  })

  it('sends the parameters as they were', async () => {
    const { binance, sent } = client()
    const params = { coin: 'USDT', address: 'mine', amount: '1.5' }
    const call = binance.wallet.withdraw(params)
    params.address = 'of-someone-else'
    expect(await call).toEqual({ id: 'w-1' })
    expect(parameter(sent[0]?.query ?? '', 'address')).toBe('mine')
  })

  it('sends nested ones as they were, too', async () => {
    const { binance, sent } = client()
    const order = { symbol: 'BTCUSDT', quantity: '1', positionSide: 'BOTH' as const }
    const call = binance.subAccount.subAccountMovePosition({
      fromUserEmail: 'a@example.com',
      toUserEmail: 'b@example.com',
      productType: 'UM',
      orderArgs: [order],
    })
    order.quantity = '100'
    await call
    expect(JSON.parse(parameter(sent[0]?.query ?? '', 'orderArgs') ?? '')).toEqual([
      { symbol: 'BTCUSDT', quantity: '1', positionSide: 'BOTH' },
    ])
  })

  it('can be awaited, printed and written as JSON', async () => {
    const { binance, sent } = client()
    expect(await binance.wallet).toBe(binance.wallet)
    expect(JSON.stringify(binance.wallet)).toBe('{}')
    expect(() => inspect(binance, { depth: 5 })).not.toThrow()
    await binance.wallet.fundingWallet()
    expect(JSON.stringify(binance.wallet)).toBe('{}')
    expect(inspect(binance.wallet)).toContain('withdraw: [Function')
    expect(sent).toHaveLength(1)
  })

  it('checks the parameters before anything is sent', async () => {
    const { binance, sent } = client()
    const bad = { coin: 'USDT', address: 'mine', amount: 1.5 } as unknown as { coin: string; address: string; amount: string }
    expect(await caught(() => binance.wallet.withdraw(bad))).toMatchObject({ name: 'InvalidRequestError', operationId: 'withdraw' })
    expect(sent).toEqual([])
  })
})
