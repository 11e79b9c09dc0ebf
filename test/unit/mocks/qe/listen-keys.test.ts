import { describe, expect, it } from 'vitest'
import { createListenKeys } from '../../../../src/mocks/qe/listen-keys.js'

const DAY_MS = 86_400_000

describe('a listen key', () => {
  it('is its user’s for a day', () => {
    const keys = createListenKeys(1)
    const { listenKey, expiresMs } = keys.create('ann', 5)
    expect(expiresMs).toBe(DAY_MS + 5)
    expect(keys.userOf(listenKey, DAY_MS + 4)).toBe('ann')
    expect(keys.userOf(listenKey, DAY_MS + 5)).toBeUndefined()
    expect(keys.userOf('another', 5)).toBeUndefined()
  })

  it('is void when its user makes another, not when somebody else does', () => {
    const keys = createListenKeys(1)
    const [first, other, second] = [keys.create('ann', 0), keys.create('bob', 0), keys.create('ann', 0)]
    expect(keys.userOf(first.listenKey, 1)).toBeUndefined()
    expect(keys.userOf(other.listenKey, 1)).toBe('bob')
    expect(keys.userOf(second.listenKey, 1)).toBe('ann')
  })
})
