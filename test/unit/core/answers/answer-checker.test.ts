import { SchemaError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { createAnswerChecker } from '../../../../src/core/answers/answer-checker.js'
import { caught } from '../../../helpers/caught.js'

const check = createAnswerChecker(
  { place: { any: ['#Full', '#Ack'] }, prices: { any: ['#Price', { list: '#Price' }] } },
  {
    Ack: { fields: { id: 'int' } },
    Full: { fields: { id: 'int', fills: { list: 'decimal' } } },
    Price: { fields: { price: 'decimal' } },
  },
)
const facts = { attempts: 2, clientOrderId: 'mine', onDrift: undefined } as const

describe('the check of an answer', () => {
  it('lets every shape of the answer through where the request asked for none in particular', () => {
    for (const data of [{ id: 1 }, { id: 1, fills: ['1'] }]) {
      expect(() => check({ ...facts, operationId: 'place', data, variant: undefined })).not.toThrow()
    }
  })

  it('wants the shape that the request asked for', async () => {
    const variant = { schema: 'Full' }
    expect(() => check({ ...facts, operationId: 'place', data: { id: 1, fills: [] }, variant })).not.toThrow()
    const error = await caught(() => check({ ...facts, operationId: 'place', data: { id: 1 }, variant }))
    expect(error).toBeInstanceOf(SchemaError)
    expect(error).toMatchObject({
      operationId: 'place',
      attempts: 2,
      clientOrderId: 'mine',
      outcome: 'unknown',
      data: { id: 1 },
      issues: [{ path: 'fills', message: 'is missing' }],
    })
  })

  it('wants a list of it where the request asked for a list', async () => {
    const variant = { schema: 'Price', array: true } as const
    expect(() => check({ ...facts, operationId: 'prices', data: [{ price: '1' }], variant })).not.toThrow()
    expect(await caught(() => check({ ...facts, operationId: 'prices', data: { price: '1' }, variant }))).toMatchObject({ code: 'SCHEMA' })
  })

  it('tells of what is new in an answer that fits', () => {
    const drifts: unknown[] = []
    const onDrift = (drift: unknown) => drifts.push(drift)
    check({ ...facts, operationId: 'prices', data: { price: '1', at: 5 }, variant: { schema: 'Price' }, onDrift })
    expect(drifts).toEqual([{ operationId: 'prices', kind: 'unknown-field', path: 'at' }])
  })

  it('asks nothing of an operation that it does not know', () => {
    expect(() => check({ ...facts, operationId: 'unheardOf', data: { a: 1 }, variant: undefined })).not.toThrow()
  })
})
