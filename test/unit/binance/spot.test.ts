import { ConfigError } from 'tradespec'
import { createBinance } from 'tradespec/binance'
import { createBinanceSpot } from 'tradespec/binance/spot'
import { describe, expect, it } from 'vitest'
import { json, spyFetch } from '../../helpers/spy-fetch.js'
import { credentials } from '../../helpers/test-keys.js'

const SAPI_MEMBERS = ['marginUserData', 'marginRisk', 'equityData']

describe('createBinanceSpot', () => {
  it('has the members of createBinance but for tags below /sapi and their streams', () => {
    const whole = Object.keys(createBinance({ now: () => 1 }))
    const tags = ['wallet', 'margin', 'subAccount', 'equity']
    expect(whole).toEqual(expect.arrayContaining([...tags, ...SAPI_MEMBERS]))
    const spot = Object.keys(createBinanceSpot({ now: () => 1 }))
    expect(spot).toEqual(expect.arrayContaining(['klines', 'newOrder', 'raw', 'streams', 'wsApi', 'userData', 'orderBook']))
    expect(whole.filter((name) => !spot.includes(name))).toHaveLength(20 + SAPI_MEMBERS.length)
    expect(spot.filter((name) => !whole.includes(name))).toEqual([])
  })

  it('sends what createBinance sends', async () => {
    const requests = await Promise.all(
      [createBinance, createBinanceSpot].map(async (create) => {
        const { fetch, sent } = spyFetch(() => json({ symbol: 'BTCUSDT', orderId: 1 }))
        const client = create({ auth: credentials.hmac(), fetch, now: () => 1_700_000_000_000, recvWindow: 4000 })
        await client.getOrder({ symbol: 'BTCUSDT', orderId: 9007199254740993n })
        await client.raw.GET('/api/v3/order', { params: { query: { symbol: 'BTCUSDT', orderId: 5 } } })
        return sent.map(({ method, url, headers }) => ({ method, url, headers }))
      }),
    )
    expect(requests[1]).toHaveLength(2)
    expect(requests[1]).toEqual(requests[0])
  })

  it.each(['marginStreamUrl', 'equityStreamUrl'])('has no option %s', (name) => {
    const create = () => createBinanceSpot({ [name]: 'wss://example.com' })
    expect(create).toThrow(ConfigError)
    expect(create).toThrow(`createBinanceSpot() has no option "${name}"`)
    expect(() => createBinance({ [name]: 'wss://example.com' })).not.toThrow()
  })
})
