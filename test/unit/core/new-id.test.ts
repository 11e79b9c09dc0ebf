import { expect, it } from 'vitest'
import { newId } from '../../../src/core/new-id.js'

it('newId makes 22 characters that every order API takes', () => {
  for (let i = 0; i < 1000; i += 1) expect(newId()).toMatch(/^[\w-]{22}$/)
})

it('newId never makes the same id twice, and uses the whole alphabet', () => {
  const ids = new Set(Array.from({ length: 10_000 }, newId))
  expect(ids.size).toBe(10_000)
  expect(new Set([...ids].join('')).size).toBe(64)
})
