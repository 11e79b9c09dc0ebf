import { describe, expect, it } from 'vitest'
import { BufferOverflowError, ConfigError } from '../../../../src/core/errors/local-errors.js'
import { type BufferOptions, createQueue, readBuffer } from '../../../../src/core/ws/buffer.js'

const DEFAULTS = { size: 1000, whenFull: 'drop-oldest' } as const

describe('the option buffer', () => {
  it('has defaults, each on its own', () => {
    expect(readBuffer('x()', undefined, DEFAULTS)).toEqual(DEFAULTS)
    expect(readBuffer('x()', { size: 5 }, DEFAULTS)).toEqual({ size: 5, whenFull: 'drop-oldest' })
    expect(readBuffer('x()', { whenFull: 'fail', size: undefined }, DEFAULTS)).toEqual({ size: 1000, whenFull: 'fail' })
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '10', null])('refuses the size %s', (size) => {
    expect(() => readBuffer('x()', { size } as BufferOptions, DEFAULTS)).toThrow(ConfigError)
  })

  it('refuses a policy and an option that do not exist', () => {
    expect(() => readBuffer('x()', { whenFull: 'drop' } as unknown as BufferOptions, DEFAULTS)).toThrow('drop-oldest, drop-newest, fail')
    expect(() => readBuffer('x()', { length: 5 } as BufferOptions, DEFAULTS)).toThrow(ConfigError)
  })
})

describe('a queue of that size', () => {
  it('ends with an error that names its source', async () => {
    const queue = createQueue<number>('the feed', { size: 1, whenFull: 'fail' }, () => undefined)
    queue.push(1)
    queue.push(2)
    await expect(queue.next()).resolves.toEqual({ value: 1, done: false })
    const error = await queue.next().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(BufferOverflowError)
    expect(error).toMatchObject({ code: 'BUFFER_OVERFLOW', outcome: 'unknown' })
    expect(String(error)).toContain('the feed: more than 1 messages')
  })
})
