import { expect, it } from 'vitest'
import { RecentIds } from '../../../../src/qe/push/recent-ids.js'

it('knows ids again, forgets the oldest beyond its bound, and takes messages without one for new', () => {
  const ids = new RecentIds(3)
  expect(['a', 'b', 'a', 'c', '', ''].map((id) => ids.add(id))).toEqual([true, true, false, true, true, true])
  expect(ids.add('d')).toBe(true)
  expect(['b', 'c', 'd', 'a'].map((id) => ids.add(id))).toEqual([false, false, false, true])
})
