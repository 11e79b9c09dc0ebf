import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PagedList, readOnwards, readSpan } from '../../../../src/binance/user-data/pages.js'

const DAY_MS = 86_400_000

interface Entry {
  readonly id: bigint
  readonly time: number
}

/** A list at a service that keeps the oldest or the newest entries of a stretch that is too long. */
function served(entries: readonly Entry[], limit: number, keeps: 'oldest' | 'newest') {
  const spans: number[] = []
  const list: PagedList<Entry> = {
    limit,
    between: async (start, end) => {
      spans.push(end - start)
      const within = entries.filter(({ time }) => time >= start && time <= end)
      return keeps === 'oldest' ? within.slice(0, limit) : within.slice(-limit)
    },
    onwards: async (from) => entries.filter(({ id }) => id >= from).slice(0, limit),
    idOf: ({ id }) => id,
    timeOf: ({ time }) => time,
  }
  return { list, spans }
}

const history = fc
  .array(fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: DAY_MS })), { maxLength: 60 })
  .map((steps) => {
    let time = 0
    return steps.map((step, index): Entry => {
      time += step
      return { id: 2n ** 53n + BigInt(index * 3), time }
    })
  })

describe('a stretch of a list', () => {
  it.each(['oldest', 'newest'] as const)('is whole however long, where the service keeps the %s', async (keeps) => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.integer({ min: 1, max: 9 }),
        fc.nat(5 * DAY_MS),
        fc.nat(5 * DAY_MS),
        async (entries, limit, start, length) => {
          const { list, spans } = served(entries, limit, keeps)
          const read = await readSpan(start, start + length, list)
          const wanted = entries.filter(({ time }) => time >= start && time <= start + length)
          expect(read.slice(0, wanted.length)).toEqual(wanted)
          // What comes beyond is newer, and without a hole.
          expect(read).toEqual(entries.slice(entries.indexOf(read[0] as Entry)).slice(0, read.length))
          for (const span of spans) expect(span).toBeLessThanOrEqual(DAY_MS)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('of two and a half days without entries is asked for in three parts', async () => {
    const { list, spans } = served([], 5, 'oldest')
    expect(await readSpan(0, 2.5 * DAY_MS, list)).toEqual([])
    expect(spans).toHaveLength(3)
  })

  it('ends at a service that answers always the same', async () => {
    const page = [{ id: 1n, time: 1 }]
    expect(await readOnwards(5n, { limit: 1, onwards: async () => page, idOf: ({ id }) => id })).toEqual(page)
  })
})
