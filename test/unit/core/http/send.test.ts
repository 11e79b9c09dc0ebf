import { expect, it } from 'vitest'
import { addressOf, type Layer, stack } from '../../../../src/core/http/send.js'
import { scriptedSend, wireRequest } from '../../../helpers/wire.js'

it('stack puts the first layer outermost', async () => {
  const seen: string[] = []
  const layer =
    (name: string): Layer =>
    (next) =>
    async (request) => {
      seen.push(`${name} in`)
      const response = await next(request)
      seen.push(`${name} out`)
      return response
    }
  const { send, requests } = scriptedSend()
  await stack(send, layer('outer'), layer('inner'))(wireRequest())
  expect(seen).toEqual(['outer in', 'inner in', 'inner out', 'outer out'])
  expect(requests).toHaveLength(1)
})

it('addressOf leaves out the question mark where there is no query', () => {
  expect(addressOf(wireRequest())).toBe('https://api.test/api/v3/depth')
  expect(addressOf(wireRequest({ query: 'a=1' }))).toBe('https://api.test/api/v3/depth?a=1')
})
