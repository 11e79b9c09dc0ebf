import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RequestLedger } from '../../../../src/core/ws/requests.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const late = () => new Error('late')

describe('the ledger of requests', () => {
  it('gives an answer to the request of that id, whatever the order', async () => {
    const ledger = new RequestLedger<number, string>()
    const answers = [ledger.open(1, 1000, late), ledger.open(2, 1000, late)]
    expect(ledger.settle(2, 'two')).toBe(true)
    expect(ledger.settle(1, 'one')).toBe(true)
    await expect(Promise.all(answers)).resolves.toEqual(['one', 'two'])
    expect([ledger.size, vi.getTimerCount()]).toEqual([0, 0])
  })

  it('fails what is not answered in time, and has no use for a late answer', async () => {
    const ledger = new RequestLedger<number, string>()
    const answer = ledger.open(1, 1000, late)
    const failed = expect(answer).rejects.toThrow('late')
    await vi.advanceTimersByTimeAsync(999)
    expect(ledger.has(1)).toBe(true)
    await vi.advanceTimersByTimeAsync(1)
    await failed
    expect(ledger.settle(1, 'too late')).toBe(false)
  })

  it('fails everything at once, each with its own error, and leaves no timer', async () => {
    const ledger = new RequestLedger<string, string>()
    const answers = ['a', 'b', 'c'].map((id) => ledger.open(id, 1000, late))
    ledger.failAll((id) => new Error(`lost ${id}`))
    expect([ledger.size, vi.getTimerCount()]).toEqual([0, 0])
    const results = await Promise.allSettled(answers)
    expect(results.map((result) => result.status === 'rejected' && String(result.reason))).toEqual([
      'Error: lost a',
      'Error: lost b',
      'Error: lost c',
    ])
  })

  it('takes a request that is opened while all others fail for a new one', async () => {
    const ledger = new RequestLedger<string, string>()
    const first = ledger.open('a', 1000, late)
    let second: Promise<string> | undefined
    ledger.failAll(() => {
      second = ledger.open('b', 1000, late)
      return new Error('lost')
    })
    await expect(first).rejects.toThrow('lost')
    ledger.settle('b', 'answer')
    await expect(second).resolves.toBe('answer')
  })

  it('settles nothing twice', async () => {
    const ledger = new RequestLedger<number, string>()
    const answer = ledger.open(1, 1000, late)
    expect([ledger.settle(1, 'first'), ledger.settle(1, 'second'), ledger.fail(1, new Error('third'))]).toEqual([true, false, false])
    await expect(answer).resolves.toBe('first')
  })

  it('knows which one waits longest', () => {
    const ledger = new RequestLedger<number, string>()
    expect(ledger.oldest).toBeUndefined()
    for (const id of [5, 3, 4]) ledger.open(id, 1000, late).catch(() => undefined)
    ledger.settle(5, '')
    expect(ledger.oldest).toBe(3)
    ledger.failAll(late)
  })
})
