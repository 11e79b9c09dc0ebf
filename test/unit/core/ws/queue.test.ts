import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { MessageQueue, type QueueOptions, type WhenFull } from '../../../../src/core/ws/queue.js'
import { heapMb } from '../../../helpers/heap-mb.js'

const queueOf = <Message = number>(size: number, whenFull: WhenFull, options: Partial<QueueOptions> = {}) =>
  new MessageQueue<Message>({ size, whenFull, overflow: () => new Error('overflow'), onReturn: () => undefined, ...options })

const message = (value: number) => ({ value, done: false })
const END = { value: undefined, done: true }

async function readAll(queue: MessageQueue<number>): Promise<number[]> {
  const all: number[] = []
  for await (const one of queue) all.push(one)
  return all
}

describe('the queue of messages', () => {
  it('keeps the order, also as its ring grows around its end', () => {
    const queue = queueOf(1000, 'fail')
    const read: Promise<unknown>[] = []
    for (let at = 0; at < 10; at += 1) queue.push(at)
    for (let at = 0; at < 9; at += 1) read.push(queue.next())
    for (let at = 10; at < 200; at += 1) queue.push(at)
    queue.end()
    return expect(readAll(queue)).resolves.toEqual(Array.from({ length: 191 }, (_, at) => at + 9))
  })

  it('drops the oldest and counts it', async () => {
    const queue = queueOf(3, 'drop-oldest')
    for (let at = 0; at < 10; at += 1) queue.push(at)
    expect([queue.length, queue.dropped]).toEqual([3, 7])
    queue.end()
    await expect(readAll(queue)).resolves.toEqual([7, 8, 9])
  })

  it('drops the newest and counts it', async () => {
    const queue = queueOf(3, 'drop-newest')
    for (let at = 0; at < 10; at += 1) queue.push(at)
    expect([queue.length, queue.dropped]).toEqual([3, 7])
    queue.end()
    await expect(readAll(queue)).resolves.toEqual([0, 1, 2])
  })

  it('fails after what waits has been read, once, and wants nothing more from then on', async () => {
    const onReturn = vi.fn()
    const queue = queueOf(2, 'fail', { onReturn })
    for (let at = 0; at < 5; at += 1) queue.push(at)
    expect(onReturn).toHaveBeenCalledTimes(1)
    const read: number[] = []
    await expect(
      (async () => {
        for await (const one of queue) read.push(one)
      })(),
    ).rejects.toThrow('overflow')
    expect(read).toEqual([0, 1])
    await expect(queue.next()).resolves.toEqual(END)
  })

  it('serves calls of next that wait, in order', async () => {
    const queue = queueOf(1, 'fail')
    const waiting = [queue.next(), queue.next(), queue.next()]
    for (const at of [1, 2, 3]) queue.push(at)
    await expect(Promise.all(waiting)).resolves.toEqual([1, 2, 3].map(message))
    expect(queue.length).toBe(0)
  })

  it('ends calls of next that wait; an error goes to the first of them only', async () => {
    const ended = queueOf(1, 'fail')
    const waiting = [ended.next(), ended.next()]
    ended.end()
    await expect(Promise.all(waiting)).resolves.toEqual([END, END])
    const failed = queueOf(1, 'fail')
    const both = [failed.next(), failed.next()]
    failed.end(new Error('gone'))
    const results = await Promise.allSettled([...both, failed.next()])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  })

  it('takes nothing after its end, and the first end counts', async () => {
    const queue = queueOf(5, 'fail')
    queue.push(1)
    queue.end(new Error('first'))
    queue.end(new Error('second'))
    queue.end()
    queue.push(2)
    await expect(queue.next()).resolves.toEqual(message(1))
    await expect(queue.next()).rejects.toThrow('first')
    await expect(queue.next()).resolves.toEqual(END)
  })

  it('tells that its loop was left, forgets what waited, and ends', async () => {
    const onReturn = vi.fn()
    const queue = queueOf(5, 'fail', { onReturn })
    for (const at of [1, 2, 3]) queue.push(at)
    for await (const one of queue) if (one === 1) break
    expect(onReturn).toHaveBeenCalledTimes(1)
    expect(queue.length).toBe(0)
    queue.push(4)
    await expect(queue.next()).resolves.toEqual(END)
  })

  it('tells that its loop was left by an exception, which goes on', async () => {
    const onReturn = vi.fn()
    const queue = queueOf(5, 'fail', { onReturn })
    queue.push(1)
    await expect(
      (async () => {
        for await (const one of queue) throw new Error(`mine ${one}`)
      })(),
    ).rejects.toThrow('mine 1')
    expect(onReturn).toHaveBeenCalledTimes(1)
  })

  it('ends calls of next that wait when return is called', async () => {
    const queue = queueOf(5, 'fail')
    const waiting = queue.next()
    await expect(queue.return()).resolves.toEqual(END)
    await expect(waiting).resolves.toEqual(END)
  })

  it('behaves like a bounded list, whatever is pushed and read when', async () => {
    const steps = fc.array(fc.constantFrom('push', 'read'), { maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 40 }), fc.constantFrom('drop-oldest', 'drop-newest'), async (all, size, policy) => {
        const queue = queueOf(size, policy)
        const model: number[] = []
        let waiting = 0
        let dropped = 0
        const read: Promise<IteratorResult<number, undefined>>[] = []
        const expected: number[] = []
        all.forEach((step, at) => {
          if (step === 'read') {
            read.push(queue.next())
            const first = model.shift()
            if (first === undefined) waiting += 1
            else expected.push(first)
            return
          }
          queue.push(at)
          if (waiting > 0) {
            waiting -= 1
            expected.push(at)
          } else if (model.length < size) model.push(at)
          else {
            dropped += 1
            if (policy === 'drop-oldest') {
              model.shift()
              model.push(at)
            }
          }
        })
        expect([queue.length, queue.dropped]).toEqual([model.length, dropped])
        queue.end()
        const results = await Promise.all(read)
        expect(results.filter(({ done }) => !done).map(({ value }) => value)).toEqual(expected)
      }),
    )
  })

  it('stays flat over 10 million messages with a slow loop', async () => {
    const queue = queueOf<{ readonly at: number }>(1000, 'drop-oldest')
    const total = 10_000_000
    let heard = 0
    let last = -1
    const loop = (async () => {
      for await (const { at } of queue) {
        if (at <= last) throw new Error('out of order')
        last = at
        heard += 1
      }
    })()
    const before = heapMb()
    let most = 0
    for (let at = 0; at < total; at += 1) {
      queue.push({ at })
      if (at % 2_000_000 === 0) most = Math.max(most, heapMb())
      // The loop gets on a little.
      if (at % 100_000 === 0) await Promise.resolve()
    }
    queue.end()
    await loop
    expect(heard + queue.dropped).toBe(total)
    expect(last).toBe(total - 1)
    expect(queue.dropped).toBeGreaterThan(total * 0.99)
    // Ten million messages that stayed would be some 400 MB.
    expect(most - before).toBeLessThan(30)
  })
})
