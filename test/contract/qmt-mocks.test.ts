import type { OperationId } from 'tradespec/qmt'
import { operations } from 'tradespec/qmt/operations'
import { schemas } from 'tradespec/qmt/schemas'
import { describe, expect, it } from 'vitest'
import { qmtSamples } from '../helpers/qmt-samples.js'
import { qmtMock, TRADE } from '../helpers/qmt-wire.js'

const SEEDS = 200

const cases = (Object.keys(operations) as OperationId[]).flatMap((id) =>
  (['manual', 'upstream'] as const)
    .filter((server) => operations[id].available?.includes(server) ?? true)
    .map((server) => ({ id, server })),
)

describe.each(cases)('$id of the $server server', ({ id, server }) => {
  it(`answers ${SEEDS} seeds as its spec says`, async () => {
    const samples = qmtSamples[id].filter((sample) => (sample(0).server ?? server) === server)
    expect(samples.length).toBeGreaterThan(0)
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const { send } = qmtMock({ seed, server })
      const sample = samples[seed % samples.length]
      if (!sample) throw new Error('no sample')
      const answer = await send(sample(operations[id].tag === 'orders' ? await place(send) : 0))
      if (operations[id].tag === 'session') {
        expect(answer.status).toBe(302)
        continue
      }
      expect(answer.status, answer.text).toBe(200)
      expect(answer.type).toBe('application/json')
      const { error } = schemas[id].response.safeParse(answer.body)
      expect(error, answer.text).toBeUndefined()
    }
  })
})

/** The id of an order that stays open. */
async function place(send: ReturnType<typeof qmtMock>['send']): Promise<number> {
  const order = '{"symbol":"000001","trade_price":1.5,"position_pct":0.01,"trader_index":0}'
  const { body } = await send({ path: `${TRADE}/outer/trade/buy`, body: order })
  return (body as { results: [{ result: { order_id: number } }] }).results[0].result.order_id
}

describe('the same seed and clock', () => {
  it.each(cases)('give the same bytes: $id of the $server server', async ({ id, server }) => {
    const answers = async (seed: number) => {
      const { send } = qmtMock({ seed, server })
      const texts: string[] = []
      for (const sample of qmtSamples[id]) if ((sample(1).server ?? server) === server) texts.push((await send(sample(1))).text)
      return texts
    }
    expect(await answers(7)).toEqual(await answers(7))
  })

  it('and another seed gives other ones', async () => {
    const positions = async (seed: number) => (await qmtMock({ seed }).send({ path: `${TRADE}/positions/0` })).text
    expect(await positions(1)).not.toBe(await positions(2))
  })
})

it('holds nothing between two mocks', async () => {
  const [first, second] = [qmtMock(), qmtMock()]
  await first.send({ path: `${TRADE}/outer/trade/buy`, body: '{"symbol":"000001","trade_price":1,"order_num":100,"trader_index":0}' })
  expect((await first.send({ path: `${TRADE}/orders`, body: '{"trader_index":0}' })).body).toHaveLength(1)
  expect((await second.send({ path: `${TRADE}/orders`, body: '{"trader_index":0}' })).body).toEqual([])
})
