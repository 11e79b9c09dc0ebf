import type { OperationId } from 'tradespec/qe'
import type { MockOptions } from 'tradespec/qe/mocks'
import { operations } from 'tradespec/qe/operations'
import { describe, expect, it } from 'vitest'
import { methodOf, NOW } from '../helpers/qe-client.js'
import { mockQe, testClock } from '../helpers/qe-mock.js'
import { samples } from '../helpers/qe-samples.js'

const ids = Object.keys(operations) as OperationId[]

const answerOf = async (id: OperationId, params: unknown, options: MockOptions = {}): Promise<string> => {
  const { qe, texts } = mockQe(options)
  await methodOf(qe, id)(named(id, params, 'my-order'))
  return texts[0] ?? ''
}

/** The client makes up an id for each new order that has none; here always the same one, to compare the answers. */
const named = (id: OperationId, params: unknown, clientOrderId: string): unknown =>
  /^createMasterOrder/.test(id) ? { clientOrderId, ...(params as object) } : params

describe.each(ids)('%s', (id) => {
  it('answers the same bytes to the same seed, request and time', async () => {
    for (const params of samples[id]) expect(await answerOf(id, params)).toBe(await answerOf(id, params))
  })

  it('answers otherwise to another seed', async () => {
    const [params] = samples[id]
    expect(await answerOf(id, params)).not.toBe(await answerOf(id, params, { seed: 3 }))
  })
})

it('the same calls have the same answers, however much has gone before', async () => {
  const run = async () => {
    const clock = testClock()
    const { qe, texts } = mockQe({ now: clock.now, seed: 7 })
    for (const id of ids) {
      for (const params of samples[id]) {
        await methodOf(qe, id)(named(id, params, `order-${texts.length}`)).catch(() => undefined)
        clock.move(7000)
      }
    }
    return texts
  }
  expect(await run()).toEqual(await run())
})

it.each(['createMasterOrder', 'createMasterOrderV2'] as const)('an id that the client makes up changes nothing else in %s', async (id) => {
  const one = await answerOf(id, { ...samples[id][0], clientOrderId: 'one' })
  expect(one.replaceAll('one', '*')).toBe((await answerOf(id, { ...samples[id][0], clientOrderId: 'two' })).replaceAll('two', '*'))
})

describe('what drifts from version to version', () => {
  const messages = async (seed: number) => {
    const { qe, texts } = mockQe({ seed })
    const masterOrderId = 'BTCUSDT-20260601-2061345820651737088'
    await qe.getMasterOrderDetail({ masterOrderId })
    await qe.v2.getMasterOrder({ masterOrderId })
    await qe.v2.listOrderFills({ masterOrderId })
    await qe.getOrderFills({ masterOrderId })
    await qe.tradingPairs({ marketType: 'PERP' })
    return texts.map((text) => (JSON.parse(text) as { message: unknown }).message)
  }
  const text = expect.any(String)
  const number = expect.any(Number)

  it('is as the SDK for Go wants it with an odd seed', async () => {
    expect(await messages(1)).toMatchObject([
      { masterOrder: { totalQuantity: number, filledQuantity: number, povLimit: number, ticktimeMs: text, finishedMs: text } },
      { masterOrder: { startTimeMs: text, executionDurationSeconds: text, cumFilledQty: text } },
      { total: number, items: [{ price: text, filledQuantity: text }, {}, {}] },
      { total: text, items: [{ filledQuantity: number }, {}, {}] },
      { total: text, items: expect.arrayContaining([expect.objectContaining({ marketType: 'PERP' })]) },
    ])
  })

  it('is as the first versions had it with an even seed', async () => {
    expect(await messages(2)).toMatchObject([
      { masterOrder: { totalQuantity: text, filledQuantity: text, povLimit: text, ticktimeMs: number, finishedMs: number } },
      { masterOrder: { startTimeMs: number, executionDurationSeconds: number, cumFilledQty: text, apiKeyUuid: text } },
      { total: number, items: [{ price: number, filledQuantity: number }, {}, {}] },
      { total: text, items: [{ filledQuantity: text }, {}, {}] },
      { total: text, items: expect.arrayContaining([expect.objectContaining({ marketType: 'FUTURES' })]) },
    ])
  })
})

it('no moment is fixed: what a mock tells moves with its clock', async () => {
  for (const id of ['timestamp', 'getMasterOrderDetail', 'createListenKeyV2', 'getAccountBalance'] as const) {
    const [params] = samples[id]
    const later = { now: () => NOW + 86_400_000 }
    expect(await answerOf(id, params)).not.toBe(await answerOf(id, params, later))
  }
})
