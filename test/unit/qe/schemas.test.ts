import { faker } from '@faker-js/faker/locale/en'
import { schemas } from 'tradespec/qe/schemas'
import { describe, expect, it } from 'vitest'
import { eventFactories } from '../../../generated/qe/factories.js'
import { checkEvent } from '../../../src/qe/answer-check.js'
import { type Edition, readMessage } from '../../../src/qe/push/read-message.js'

const names = Object.keys(schemas.events) as (keyof typeof schemas.events)[]

describe('schemas of what is pushed', () => {
  it('are no operations', () => {
    expect(Object.keys(schemas)).not.toContain('events')
    expect(names).toEqual([
      'envelope',
      'master_data',
      'order_data',
      'status',
      'error',
      'v1.master_order',
      'v1.order',
      'v1.fill',
      'v1.master_data',
      'v1.order_data',
    ])
    expect(schemas.events.envelope).toBe(schemas.events.envelope)
  })

  it.each(names)('%s: 200 plausible ones pass, before they are read and, by the checks of the client, after', (name) => {
    for (let seed = 0; seed < 200; seed += 1) {
      faker.seed(seed)
      const payload: unknown = eventFactories[name]()
      expect(schemas.events[name].safeParse(payload)).toMatchObject({ success: true })
      if (name === 'envelope') continue
      const edition: Edition = name.startsWith('v1.') ? 'v1' : 'v2'
      const type = name.replace('v1.', '')
      const data = typeof payload === 'string' ? payload : JSON.stringify(payload)
      const read = readMessage(JSON.stringify({ type, messageId: 'm', userId: 'u', data }), edition)
      expect(read).toMatchObject({ name, message: { type } })
      const drifts: unknown[] = []
      if (read) checkEvent(read, (drift) => drifts.push(drift))
      expect(drifts).toEqual([])
    }
  })

  it('refuse what is none', () => {
    expect(schemas.events.envelope.safeParse({ type: 'status', messageId: 'm', userId: 'u', data: {} }).success).toBe(false)
    expect(schemas.events.master_data.safeParse({ masterOrderId: 5 }).success).toBe(false)
    expect(schemas.events['v1.fill'].safeParse({ type: 'order' }).success).toBe(false)
  })

  it('pass fields that the database has no value for', () => {
    faker.seed(1)
    const row = { ...(eventFactories['v1.master_data']() as object), mid_price: null, execution_duration_seconds: null, account_name: null }
    expect(schemas.events['v1.master_data'].safeParse(row).success).toBe(true)
    const read = readMessage(JSON.stringify({ type: 'master_data', messageId: 'm', userId: 'u', data: JSON.stringify(row) }), 'v1')
    expect(read?.message.data).not.toHaveProperty('mid_price')
    if (read) checkEvent(read, undefined)
  })
})
