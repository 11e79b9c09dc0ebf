import http from 'node:http'
import { createQe, hmac } from 'tradespec/qe'
import { createHandlers, type MockLogEntry } from 'tradespec/qe/mocks'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serve } from '../../src/mocks/serve.js'
import { KEY } from '../helpers/qe-client.js'
import { hmacHex } from '../helpers/qe-mock.js'

/** The mock over HTTP, by the clock of this machine. */
async function served() {
  const entries: MockLogEntry[] = []
  const baseUrl = 'http://mock.invalid'
  const handlers = createHandlers({ baseUrl, credentials: KEY, onRequest: (entry) => entries.push(entry) })
  const server = await serve({ handlers, baseUrl, port: 0 })
  onTestFinished(() => server.close())
  return { entries, url: server.url }
}

const put = (url: string, path: string, body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const headers = { 'X-MBX-APIKEY': KEY.apiKey, 'Content-Type': 'application/json;charset=utf-8' }
    const request = http.request({ hostname, port, path, method: 'PUT', headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    request.on('error', reject)
    request.end(body)
  })

describe('over HTTP', () => {
  it('the client works, under the prefix as well', async () => {
    const { entries, url } = await served()
    for (const baseUrl of [url, `${url}/strategy-api`]) {
      const qe = createQe({ auth: hmac(KEY), baseUrl, validate: 'all' })
      const { items } = await qe.listExchangeApis()
      const order = {
        exchange: 'Binance',
        symbol: 'BTCUSDT',
        marketType: 'SPOT',
        side: 'buy',
        algorithm: 'TWAP',
        totalQuantity: '1',
      } as const
      const apiKeyId = items[0]?.id ?? ''
      const { masterOrderId } = await qe.v2.createMasterOrder({ ...order, apiKeyId, executionDurationSeconds: 60, notes: 'ops@desk 测试' })
      await qe.cancelMasterOrder({ masterOrderId, reason: "it's @ *all* over (测试)" })
      expect((await qe.v2.getMasterOrder({ masterOrderId })).masterOrder).toMatchObject({ status: 'CANCELLED', notes: 'ops@desk 测试' })
    }
    expect(new Set(entries.map(({ signature }) => signature))).toEqual(new Set(['ok']))
  })

  it('a request is verified as it stood on the wire, its body byte by byte', async () => {
    const { entries, url } = await served()
    const path = '/user/trading/v2/master-orders/batch-cancel'
    const body = '{"masterOrderIds": ["a"], "reason": "\\u6d4b", "x": 1.0}'
    const query = `recvWindow=5000&timestamp=${Date.now()}`
    const text = `masterOrderIds=%5B%22a%22%5D&reason=%E6%B5%8B&${query}&x=1.0`
    expect(await put(url, `${path}?${query}&signature=${hmacHex(text)}`, body)).toBe(200)
    const raw = `reason=a@b'c&timestamp=${Date.now()}`
    expect(await put(url, `/user/trading/master-orders/a/cancel?${raw}&signature=${hmacHex(raw)}`, '')).toBe(401)
    expect(entries).toMatchObject([{ signature: 'ok' }, { signature: 'mismatch', received: raw }])
  })
})
