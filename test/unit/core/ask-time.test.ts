import { NetworkError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { askTime } from '../../../src/core/ask-time.js'
import { BASE, scriptedSend, wireResponse } from '../../helpers/wire.js'

const question = { operationId: 'time', path: '/time', baseUrl: BASE, timeoutMs: 1000, read: () => 5 } as const

describe('the question for the time', () => {
  it('is an unsigned read without parameters', async () => {
    const { send, requests } = scriptedSend()
    expect(await askTime(send, question)).toBe(5)
    expect(requests).toEqual([
      {
        call: { operationId: 'time', write: false, apiKey: false, signed: false, clientOrderId: undefined, attempts: 1 },
        method: 'GET',
        baseUrl: BASE,
        path: '/time',
        query: '',
        body: undefined,
        headers: {},
        signal: undefined,
        timeoutMs: 1000,
      },
    ])
  })

  it('waits two seconds at most: a later answer says little about the clock', async () => {
    const { send, requests } = scriptedSend()
    await askTime(send, { ...question, timeoutMs: 30_000 })
    expect(requests[0]?.timeoutMs).toBe(2000)
  })

  it('gives the whole answer to who reads it', async () => {
    const { send } = scriptedSend(wireResponse(200, { at: 7 }))
    expect(await askTime(send, { ...question, read: ({ text }) => (JSON.parse(text) as { at: number }).at })).toBe(7)
  })

  it('ends with what sending or reading throws', async () => {
    const lost = new NetworkError('lost', 'unknown')
    await expect(askTime(scriptedSend(lost).send, question)).rejects.toBe(lost)
    const unreadable = new Error('no time')
    const read = () => {
      throw unreadable
    }
    await expect(askTime(scriptedSend().send, { ...question, read })).rejects.toBe(unreadable)
  })
})
