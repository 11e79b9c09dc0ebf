import fc from 'fast-check'
import { signed } from 'tradespec/qmt'
import { describe, expect, it } from 'vitest'
import { secretsOf } from '../../../src/qmt/auth.js'
import { sign } from '../../../src/qmt/sign.js'
import { startServer } from '../../helpers/local-server.js'
import { jsonText } from '../../helpers/python-json.js'
import { BASE_URL, entry, KEY, NOW, server, signedClient } from '../../helpers/qmt-client.js'
import { parameter } from '../../helpers/spy-fetch.js'
import { verifyQmtWire } from '../../helpers/verify-qmt-wire.js'
import { scriptedSend, wireRequest } from '../../helpers/wire.js'

const RUNS = 10_000

/** Any well-formed text, rich in what JSON and Python write differently. */
const special = fc.constantFrom(
  ...`"'\\/<>&+% ,;#?=~()[]{}`,
  '\u0000',
  '\n',
  '\u007f',
  '\u0080',
  'é',
  '策',
  '\u2028',
  '\ufeff',
  '\uffff',
  '😀',
)
const text = fc.string({ unit: fc.oneof(special, fc.constantFrom(...'aZ09'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })) })
const filled = text.filter((given) => given !== '')

describe('whatever the body holds, the server can verify what it receives', () => {
  it(`${RUNS} random bodies, through the layer that signs`, async () => {
    const secrets = secretsOf(signed(KEY))
    if (secrets.type !== 'signed') throw new Error('another kind of auth')
    // What Python takes for false comes often enough to be met.
    const falsy = fc.constantFrom('{}', '[]', 'null', 'false', '0', '-0', '-0.0', '""', ' {}\n', '0e1')
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 19, arbitrary: jsonText }, { weight: 1, arbitrary: falsy }), async (body) => {
        const { send, requests } = scriptedSend()
        const headers = { 'Content-Type': 'application/json' }
        const path = '/qmt/trade/api/orders'
        await sign(secrets, () => NOW)(send)(wireRequest({ method: 'POST', path, body, headers }))
        const [request] = requests
        expect(request).toMatchObject({ method: 'POST', path, query: '', body })
        const arrived = Object.fromEntries(Object.entries(request?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
        verifyQmtWire({ method: 'POST', path, query: '', body, headers: arrived }, KEY.secretKey)
      }),
      { numRuns: RUNS },
    )
  })

  it('2000 random orders and messages, through the public client', async () => {
    const { qmt, sent } = signedClient()
    const price = fc.oneof(
      fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(1e-7, 0.00001, 1e21, '10.50', '0.000001'),
    )
    const value = fc.oneof(text, fc.double({ noNaN: true }), fc.boolean(), fc.constant(null))
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof({ maxDepth: 3 }, value, fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(text, tie('tree'), { maxKeys: 4 })),
    }))
    const message = fc.dictionary(fc.oneof(text, fc.constantFrom('10', '9', '__proto__')), tree, { maxKeys: 5 })
    const call = fc.oneof(
      fc.record({ price, strategy_name: filled }).map((given) => () => qmt.allAccounts().buy({ symbol: '000001', shares: 100, ...given })),
      fc.oneof(text, message).map((msg) => () => qmt.sendMessage({ msg })),
    )
    await fc.assert(
      fc.asyncProperty(call, async (run) => {
        sent.length = 0
        await run()
        expect(sent).toHaveLength(1)
        for (const one of sent) verifyQmtWire(one, KEY.secretKey)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('what is signed of a query is what arrives', () => {
  it('2000 random field lists, through the public client', async () => {
    const { qmt, sent } = signedClient({ server: 'upstream' })
    await fc.assert(
      fc.asyncProperty(fc.array(filled, { minLength: 1, maxLength: 4 }), async (field_list) => {
        sent.length = 0
        await qmt.getMarketData({ stock_list: ['000001', '600000.SH'], field_list })
        const [one] = sent
        if (!one || sent.length !== 1) throw new Error(`sent ${sent.length} times`)
        verifyQmtWire(one, KEY.secretKey)
        // A fetch mends a query on its way; of this one it must find nothing to mend.
        expect(new URL(one.url).search).toBe(`?${one.query}`)
        expect(parameter(one.query, 'stock_list')).toBe('000001,600000.SH')
        expect(parameter(one.query, 'field_list')).toBe(field_list.join(','))
      }),
      { numRuns: 2000 },
    )
  })

  it.each(["it's", 'a b', ' ', '收盘价', '"<>"', '#x?y=1&z', '%41%2C', 'a+b', 'tab\there', '😀', '~!*()'])(
    'over a real socket, with %j: by our own transport and by fetch',
    async (field) => {
      const { baseUrl, received } = await startServer((_request, response) => response.end('{"status":"success","data":{}}'))
      for (const options of [
        { baseUrl, fetch: undefined },
        { baseUrl, fetch: globalThis.fetch },
      ]) {
        await signedClient({ ...options, server: 'upstream' }).qmt.getMarketData({ stock_list: ['510300'], field_list: [field, 'time'] })
      }
      expect(received).toHaveLength(2)
      for (const one of received) {
        verifyQmtWire(one, KEY.secretKey)
        expect(parameter(one.query, 'field_list')).toBe(`${field},time`)
      }
    },
  )

  it('of a body over a real socket too, byte for byte', async () => {
    const { baseUrl, received } = await startServer((_request, response) =>
      response.end(JSON.stringify({ message: '', results: [entry(0)] })),
    )
    const order = { symbol: '000001', price: 0.00001, shares: 100, trader_index: 0, strategy_name: '外部é😀' }
    for (const fetch of [undefined, globalThis.fetch]) await signedClient({ baseUrl, fetch }).qmt.buy(order)
    const body = '{"symbol":"000001","trade_price":0.00001,"order_num":100,"price_type":0,"strategy_name":"外部é😀","trader_index":0}'
    expect(received.map((one) => one.body)).toEqual([body, body])
    for (const one of received) verifyQmtWire(one, KEY.secretKey)
  })
})

describe('every attempt', () => {
  it('is signed anew, with its own time', async () => {
    let now = NOW
    const clock = () => (now += 60_000)
    const { qmt, sent } = signedClient({ now: clock, retry: { maxRetries: 3, baseDelayMs: 0 } }, (one, index) =>
      index < 3 ? new Response('', { status: 500 }) : server()(one, index),
    )
    await qmt.getAccounts()
    const times = sent.map(({ headers }) => Number(headers['x-timestamp']))
    expect(times).toEqual([1, 2, 3, 4].map((minute) => NOW / 1000 + minute * 60))
    expect(new Set(sent.map(({ headers }) => headers['x-signature'])).size).toBe(4)
    for (const one of sent) verifyQmtWire(one, KEY.secretKey)
    expect(sent[0]?.url.startsWith(BASE_URL)).toBe(true)
  })
})
