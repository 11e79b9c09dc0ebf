import { describe, expect, it } from 'vitest'
import { failure, ok, paramsOf, qeClient } from '../../helpers/qe-client.js'
import { parameter } from '../../helpers/spy-fetch.js'

describe('raw of the Quantum Execute client', () => {
  it('signs a JSON body and keeps what the caller wrote', async () => {
    const { qe, sent } = qeClient({}, () => ok({ success: true, message: '' }))
    const { data } = await qe.raw.PUT('/user/trading/v2/master-orders/{masterOrderId}/cancel', {
      params: { path: { masterOrderId: 'A-1' } },
      body: { reason: 'ops@desk' },
    })
    expect(data).toEqual({ success: true, message: '' })
    expect(sent[0]).toMatchObject({ path: '/user/trading/v2/master-orders/A-1/cancel', body: '{"reason":"ops@desk"}' })
    expect(sent[0]?.headers).toMatchObject({ 'x-mbx-apikey': 'test-api-key', 'content-type': 'application/json' })
    expect(parameter(sent[0]?.query ?? '', 'signature')).toMatch(/^[0-9a-f]{64}$/)
  })

  it('puts the id of a V1 action into the query too', async () => {
    const { qe, sent } = qeClient({}, () => ok({ success: true, message: '' }))
    await qe.raw.PUT('/user/trading/master-orders/{masterOrderId}/cancel', {
      params: { path: { masterOrderId: 'A 1' }, query: { reason: 'x' } },
    })
    expect(sent[0]?.path).toBe('/user/trading/master-orders/A%201/cancel')
    expect(paramsOf(sent[0]?.query ?? '')).toEqual({ reason: 'x', masterOrderId: 'A 1' })
    expect(sent[0]?.body).toBe('')
  })

  it('fills in the client order id and what is always sent, and names the id in its answer', async () => {
    const { qe, sent } = qeClient({}, () => ok({ masterOrderId: 'm', status: 'NEW', clientOrderId: 'c' }))
    const { response } = await qe.raw.POST('/user/trading/v2/master-orders', {
      body: {
        apiKeyId: 'k',
        exchange: 'Binance',
        marketType: 'SPOT',
        symbol: 'BTCUSDT',
        side: 'buy',
        algorithm: 'POV',
        totalQuantity: '1',
        executionDurationSeconds: 60,
      },
    })
    const body = JSON.parse(sent[0]?.body ?? '{}') as Record<string, unknown>
    expect(body['povLimit']).toBe('0.05')
    expect(body['clientOrderId']).toBe(response.headers.get('x-tradespec-client-order-id'))
  })

  it('gives the payload without its envelope, and drifting fields in their one form', async () => {
    const { qe } = qeClient({}, () => ok({ items: [], total: '7', page: 1, pageSize: 20 }))
    const { data } = await qe.raw.GET('/user/trading/master-orders')
    expect(data?.total).toBe(7)
  })

  it('takes batch-cancel for the call and not for an order of that name', async () => {
    const { qe } = qeClient({}, () => failure(500, 'down', 503))
    const { error, response } = await qe.raw.PUT('/user/trading/v2/master-orders/batch-cancel', { body: { masterOrderIds: ['a'] } })
    expect(error).toBeDefined()
    expect(response.status).toBe(503)
  })

  it('makes an error inside a status 200 an error, with a status that says so', async () => {
    const { qe } = qeClient({}, () => failure(9004, 'master order not found'))
    const { data, error, response } = await qe.raw.GET('/user/trading/v2/master-orders/{masterOrderId}', {
      params: { path: { masterOrderId: 'x' } },
    })
    expect(data).toBeUndefined()
    expect(error).toMatchObject({ code: 9004, message: 'master order not found' })
    expect(response.status).toBe(400)
  })

  it('writes lists of the query with commas, and leaves out members that are null', async () => {
    const { qe, sent } = qeClient({}, () => ok({ items: [], total: 0, page: 1, pageSize: 20, success: true, message: '' }))
    await qe.raw.GET('/user/trading/order-fills', { params: { query: { status: ['FILLED', 'PLACED'] } } })
    expect(paramsOf(sent[0]?.query ?? '')).toEqual({ status: 'FILLED,PLACED' })
    // @ts-expect-error: the types know no null here.
    const body: { reason?: string } = { reason: null }
    await qe.raw.PUT('/user/trading/v2/master-orders/{masterOrderId}/cancel', { params: { path: { masterOrderId: 'A' } }, body })
    expect(sent[1]?.body).toBe('{}')
  })

  it('sends a write once', async () => {
    const { qe, sent } = qeClient({ retry: { maxRetries: 3, baseDelayMs: 0 } }, () => failure(500, 'down', 503))
    await qe.raw.PUT('/user/trading/v2/master-orders/batch-cancel', { body: { masterOrderIds: ['a'] } })
    expect(sent).toHaveLength(1)
  })
})
