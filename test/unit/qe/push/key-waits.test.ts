import { expect, it } from 'vitest'
import { KeyWaits } from '../../../../src/qe/push/key-waits.js'

it('doubles with every replacement of the last hour, up to five minutes', () => {
  const waits = new KeyWaits(1000, () => 1)
  const told = Array.from({ length: 11 }, (_, index) => waits.next(index * 1000))
  expect(told).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000])
  expect(waits.next(10 * 3_600_000)).toBe(1000)
})

it('is half chance, so that two processes do not answer each other in step', () => {
  expect(new KeyWaits(1000, () => 0).next(0)).toBe(500)
  expect(new KeyWaits(1000, () => 0.5).next(0)).toBe(750)
})
