import { type Drift, SchemaError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { checkAnswer } from '../../../../src/core/answers/check-answer.js'
import type { Shape } from '../../../../src/core/answers/shape.js'

const shape: Shape = { fields: { id: 'int', rows: { list: { tuple: ['string', 'string'] } } } }
const check = (data: unknown, onDrift?: (drift: Drift) => void) =>
  checkAnswer({ operationId: 'depth', data, onDrift, attempts: 2, clientOrderId: 'mine' }, shape, {})

function thrownBy(data: unknown): SchemaError {
  try {
    check(data)
  } catch (error) {
    if (error instanceof SchemaError) return error
  }
  throw new Error('no SchemaError')
}

describe('checkAnswer', () => {
  it('is silent when the answer fits', () => {
    expect(() => check({ id: 1, rows: [['1', '2']], extra: 1 })).not.toThrow()
  })

  it('throws what differs, where, and the answer itself', () => {
    const data = {
      id: 'x',
      rows: [
        ['1', '2'],
        ['1', 2],
      ],
    }
    expect(thrownBy(data)).toMatchObject({
      code: 'SCHEMA',
      outcome: 'unknown',
      operationId: 'depth',
      attempts: 2,
      clientOrderId: 'mine',
      issues: [{ path: 'id' }, { path: 'rows[1][1]' }],
    })
    expect(thrownBy(data).data).toBe(data)
  })

  it('shows the first five differences and keeps all', () => {
    const error = thrownBy({ id: 1, rows: Array.from({ length: 8 }, () => [1, '']) })
    expect(error.issues).toHaveLength(8)
    expect(error.message.match(/rows\[/g)).toHaveLength(5)
  })

  it('tells what is new, only when the answer fits', () => {
    const drifts: Drift[] = []
    const keep = (drift: Drift) => drifts.push(drift)
    check({ id: 1, rows: [], extra: 1 }, keep)
    expect(drifts).toEqual([{ operationId: 'depth', kind: 'unknown-field', path: 'extra' }])
    expect(() => check({ id: 'x', rows: [], extra: 1 }, keep)).toThrow(SchemaError)
    expect(drifts).toHaveLength(1)
  })

  it('is not disturbed by an onDrift that throws', () => {
    const fail = () => {
      throw new Error('broken')
    }
    expect(() => check({ id: 1, rows: [], extra: 1 }, fail)).not.toThrow()
  })
})
