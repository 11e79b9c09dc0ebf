import { createBinance, type MarginRisk, type MarginRiskOptions } from 'tradespec/binance'
import { describe, expect, it, vi } from 'vitest'
import { everythingIn } from '../../helpers/find-text.js'
import { hear, virtualWorld } from '../../helpers/key-stream-world.js'
import { auths } from '../../helpers/socket-mock.js'

vi.mock('../../../src/core/platform/node-socket.js', async () => (await import('../../helpers/memory-platform.js')).platform)

const world = virtualWorld()
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NAMES = ['open', 'down', 'restored', 'renewed', 'gap', 'invalid'] as const
const debt = (p: string, at = 1) => ({ e: 'USER_LIABILITY_CHANGE', E: at, a: 'BTC', t: 'BORROW', p, i: '0' }) as const
const debts = (told: ReturnType<typeof listen>) => told.messages.map((one) => (one.e === 'USER_LIABILITY_CHANGE' ? Number(one.p) : one.e))
const listen = (risk: MarginRisk) => hear(risk, NAMES)

async function standing(options: MarginRiskOptions = {}, setup = world.setUp()) {
  const risk = world.own(setup.binance.marginRisk(options))
  const told = listen(risk)
  await world.standing(risk)
  return { ...setup, risk, told }
}

describe('options', () => {
  const client = () => createBinance({ auth: auths.hmac() })
  it.each<[string, () => unknown, RegExp]>([
    ['no credentials', () => createBinance().marginRisk(), /auth/],
    ['no credentials for shares', () => createBinance().equityData(), /auth/],
    ['the testnet', () => createBinance({ auth: auths.hmac(), environment: 'testnet' }).marginRisk(), /testnet has no \/sapi/],
    ['the testnet for shares', () => createBinance({ auth: auths.hmac(), environment: 'testnet' }).equityData(), /testnet has no \/sapi/],
    [
      'an exchange where nobody knows the stream',
      () => createBinance({ auth: auths.hmac(), environment: 'demo' }).marginRisk(),
      /marginStreamUrl/,
    ],
    ['an unknown option', () => client().marginRisk({ keepkey: true } as never), /keepkey/],
    ['an option of another stream', () => client().equityData({ keepKey: true } as never), /keepKey/],
    ['keepKey that is no boolean', () => client().marginRisk({ keepKey: 'yes' as never }), /keepKey/],
    [
      'plain ws to elsewhere',
      () => createBinance({ auth: auths.hmac(), marginStreamUrl: 'ws://example.com' }),
      /marginStreamUrl is plain ws/,
    ],
    ['an address that is none', () => createBinance({ auth: auths.hmac(), equityStreamUrl: 'example' }), /equityStreamUrl/],
  ])('%s is refused, and nothing is opened', async (_what, act, message) => {
    expect(act).toThrow(expect.objectContaining({ name: 'ConfigError', message: expect.stringMatching(message) }))
    await world.settle()
    expect(world.time.pending).toBe(0)
  })
})

describe('marginRisk()', () => {
  it('tells events as they come, those of no name in the spec too', async () => {
    const { sockets, told } = await standing()
    const call = { e: 'MARGIN_LEVEL_STATUS_CHANGE', E: 1, l: '1.1', s: 'MARGIN_CALL' }
    for (const event of [call, debt('1'), { e: 'SOMETHING_NEW', E: 2 }, { no: 'name' }]) expect(sockets.emitMarginRisk(event)).toBe(1)
    await world.settle()
    expect(told.messages).toEqual([call, debt('1'), { e: 'SOMETHING_NEW', E: 2 }])
  })

  it('renews its key every half hour, and lives for days', async () => {
    const { sockets, told, calls, dials } = await standing()
    for (let hour = 1; hour <= 50; hour += 1) {
      await world.run(HOUR, 4)
      sockets.emitMarginRisk(debt(String(hour), hour))
    }
    await world.settle()
    expect(debts(told)).toEqual(Array.from({ length: 50 }, (_, at) => at + 1))
    // A connection lives 23 hours.
    expect(dials).toHaveLength(3)
    expect(new Set(told.names)).toEqual(new Set(['open', 'renewed']))
    expect(calls('renewMarginRiskListenKey')).toBeGreaterThanOrEqual(98)
    expect(calls('renewMarginRiskListenKey')).toBeLessThanOrEqual(112)
    expect(calls('newMarginRiskListenKey')).toBe(3)
  })

  it('goes on through failures to renew, as long as the key holds', async () => {
    let failures = 0
    const overrides = {
      renewMarginRiskListenKey: () => {
        failures += 1
        return failures > 15 ? undefined : new Response('{"code":-1000,"msg":"no"}', { status: 503 })
      },
    }
    const { told } = await standing({}, world.setUp({ overrides }, { retry: false }))
    await world.run(3 * HOUR, 90)
    expect(failures).toBeGreaterThan(15)
    expect(told.names).toEqual(['open'])
  })

  it('gets another key and connection when the renewal is refused, and tells since when something may be missing', async () => {
    let refusals = 1
    const overrides = {
      renewMarginRiskListenKey: () => {
        if (Date.now() < Date.UTC(2026, 0, 1, 1, 30) || refusals === 0) return undefined
        refusals -= 1
        return new Response('{"code":-1125,"msg":"This listenKey does not exist."}', { status: 400 })
      },
    }
    const { told, dials, time } = { ...(await standing({}, world.setUp({ overrides }))), time: world.time }
    await world.run(2 * HOUR, 60)
    expect([refusals, dials.length]).toEqual([0, 2])
    expect(told.names).toEqual(['open', 'down', 'restored', 'gap'])
    const [gap] = told.of('gap')
    // Since the last renewal that succeeded: about half an hour.
    expect((gap?.toMs ?? 0) - (gap?.fromMs ?? 0)).toBeGreaterThan(25 * MINUTE)
    expect((gap?.toMs ?? 0) - (gap?.fromMs ?? 0)).toBeLessThan(32 * MINUTE)
    expect(gap?.toMs).toBeLessThan(time.now)
  })

  it('gets another key when the service says that it ended', async () => {
    const { sockets, told, dials, calls } = await standing()
    sockets.expireKeys()
    await world.run(2000)
    expect(told.messages.map(({ e }) => e)).toEqual(['listenKeyExpired'])
    expect(told.names).toEqual(['open', 'down', 'restored', 'gap'])
    expect([dials.length, calls('newMarginRiskListenKey')]).toEqual([2, 2])
    const [gap] = told.of('gap')
    expect((gap?.toMs ?? 0) - (gap?.fromMs ?? 0)).toBeLessThan(10_000)
    expect(sockets.emitMarginRisk(debt('1'))).toBe(1)
  })

  it('is restored after a drop, with the same key', async () => {
    const { sockets, told, calls } = await standing()
    sockets.faults.drop('marginRisk')
    await world.run(2000)
    sockets.emitMarginRisk(debt('1'))
    await world.settle()
    expect(told.names).toEqual(['open', 'down', 'restored', 'gap'])
    expect([debts(told), calls('newMarginRiskListenKey')]).toEqual([[1], 2])
  })

  it('is refused for good with an API key that does not count', async () => {
    const overrides = { newMarginRiskListenKey: () => new Response('{"code":-2015,"msg":"no"}', { status: 401 }) }
    const risk = world.own(world.setUp({ overrides }).binance.marginRisk())
    const told = listen(risk)
    await expect(risk.ready).rejects.toMatchObject({ providerCode: -2015 })
    expect(await told.end).toMatchObject({ providerCode: -2015 })
  })

  it('tells its key to nobody', async () => {
    const setup = world.setUp()
    const { listenKey } = await setup.binance.margin.newMarginRiskListenKey()
    const { sockets, told, risk } = await standing({}, setup)
    sockets.expireKeys()
    await world.run(1000)
    expect(told.messages).toHaveLength(1)
    expect(JSON.stringify([told.messages, NAMES.map((name) => told.of(name))])).not.toContain(listenKey)
    expect(everythingIn(risk)).not.toContain(listenKey)
  })

  it('with validate: "all" tells an event that is not as it should be, and hands none out', async () => {
    const { sockets, told } = await standing({}, world.setUp({}, { validate: 'all' }))
    sockets.emitMarginRisk({ e: 'USER_LIABILITY_CHANGE', E: 1 })
    sockets.emitMarginRisk(debt('2'))
    await world.settle()
    expect(debts(told)).toEqual([2])
    expect(told.of('invalid')).toEqual([{ error: expect.objectContaining({ code: 'SCHEMA' }) }])
  })
})

it('is not open without a key: an answer that names none is no stream', async () => {
  const { binance } = world.setUp({ overrides: { newMarginRiskListenKey: () => Response.json({}) } })
  const risk = world.own(binance.marginRisk())
  const failure = risk.ready.then(
    () => undefined,
    (error: unknown) => error,
  )
  await world.run(5 * 60_000)
  expect(await failure).toMatchObject({ cause: { message: expect.stringContaining('named no listen key') } })
  expect(risk.state).not.toBe('open')
})

describe('close()', () => {
  it('deletes the key where that is asked for, once the last stream of the client is closed', async () => {
    const setup = world.setUp()
    const { risk } = await standing({ keepKey: false }, setup)
    const { risk: second, told } = await standing({ keepKey: false }, setup)
    await risk.close()
    await world.settle()
    expect(setup.calls('closeMarginRiskListenKey')).toBe(0)
    setup.sockets.emitMarginRisk(debt('1'))
    await world.settle()
    expect(debts(told)).toEqual([1])
    const closing = second.close()
    await world.settle()
    await closing
    await second.close()
    expect(setup.calls('closeMarginRiskListenKey')).toBe(1)
    expect(await told.end).toBeUndefined()
  })

  it('of one stream does not take the key from another that begins meanwhile', async () => {
    const slowly = async () => {
      await new Promise((resolve) => setTimeout(resolve, 500))
      return undefined
    }
    const setup = world.setUp({ overrides: { closeMarginRiskListenKey: slowly } })
    const { risk } = await standing({ keepKey: false }, setup)
    const closing = risk.close()
    const second = world.own(setup.binance.marginRisk({ keepKey: false }))
    const told = listen(second)
    await world.run(1000)
    await world.standing(second)
    await closing
    expect(setup.sockets.emitMarginRisk(debt('1'))).toBe(1)
    await world.settle()
    expect(debts(told)).toEqual([1])
    const ofKeys = setup.requests.filter(({ path }) => path.endsWith('/listen-key')).map(({ method }) => method)
    expect(ofKeys).toEqual(['POST', 'DELETE', 'POST'])
  })

  it('leaves the key alive: other programs of the account may live by it', async () => {
    const { risk, calls } = await standing()
    await risk.close()
    await world.settle()
    expect(calls('closeMarginRiskListenKey')).toBe(0)
  })

  it('does not mind that the key cannot be deleted, and ends the renewing', async () => {
    const overrides = { closeMarginRiskListenKey: () => new Response('no', { status: 503 }) }
    const { risk, calls } = await standing({ keepKey: false }, world.setUp({ overrides }, { retry: false }))
    const closing = risk.close()
    await world.settle()
    await closing
    await world.run(3 * HOUR)
    expect(calls('renewMarginRiskListenKey')).toBe(0)
    expect(risk.state).toBe('closed')
  })
})

describe('equityData()', () => {
  const report = (fq: number) =>
    ({ e: 'orderReport', E: fq, x: 'ORDER_UPDATE', i: '1', b: 'EQ_AAPL', S: 'buy', o: 'limit', s: 'accepted', fq }) as const

  it('tells of orders, and renews its key by the call that makes it', async () => {
    const { binance, sockets, calls, dials } = world.setUp()
    const equity = world.own(binance.equityData())
    const told = hear(equity, NAMES)
    await world.standing(equity)
    for (let hour = 1; hour <= 6; hour += 1) {
      await world.run(HOUR, 4)
      expect(sockets.emitEquity(report(hour))).toBe(1)
    }
    await world.settle()
    expect(told.messages.map(({ fq }) => fq)).toEqual([1, 2, 3, 4, 5, 6])
    expect([told.names, dials.length]).toEqual([['open'], 1])
    expect(calls('equityListenKey')).toBeGreaterThanOrEqual(12)
    expect(calls('equityListenKey')).toBeLessThanOrEqual(15)
  })

  it('goes over to the key that a renewal tells, when the old one is gone', async () => {
    const { binance, sockets } = world.setUp()
    const equity = world.own(binance.equityData())
    const told = hear(equity, NAMES)
    await world.standing(equity)
    // Half-open: it does not hear that the key ended.
    sockets.faults.silence(true, 'equity')
    sockets.expireKeys()
    sockets.faults.silence(false, 'equity')
    await world.run(HOUR, 40)
    expect(told.names).toEqual(['open', 'down', 'restored', 'gap'])
    expect(sockets.emitEquity(report(1))).toBe(1)
  })
})
