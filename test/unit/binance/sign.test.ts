import { describe, expect, it } from 'vitest'
import { sign, withSignature } from '../../../src/binance/sign.js'
import { createClock } from '../../../src/core/clock.js'
import { scriptedSend, wireRequest } from '../../helpers/wire.js'

const clock = createClock({ now: () => 1_790_000_000_000, elapsed: () => 0, probe: async () => 0 })
const signer = { apiKey: 'key', sign: (payload: string) => `<${payload}>` }
const signed = (query: string, body?: string) => withSignature(wireRequest({ query, body }), { sign: () => 'S+/=' }, clock)

describe('the signature', () => {
  it('stands at the end of the query, encoded, behind the timestamp', async () => {
    expect(await signed('a=1')).toMatchObject({ query: 'a=1&timestamp=1790000000000&signature=S%2B%2F%3D', body: undefined })
  })
  it('stands alone behind the timestamp where there are no parameters', async () => {
    expect(await signed('')).toMatchObject({ query: 'timestamp=1790000000000&signature=S%2B%2F%3D' })
  })
  it('stands at the end of the body where there is no query', async () => {
    expect(await signed('', 'a=1')).toMatchObject({ query: '', body: 'a=1&timestamp=1790000000000&signature=S%2B%2F%3D' })
  })
  it('covers query and body with nothing between, and stands in the query where there are both', async () => {
    const payloads: string[] = []
    const sign = (payload: string) => {
      payloads.push(payload)
      return 'S'
    }
    const request = await withSignature(wireRequest({ query: 'a=1', body: 'b=2' }), { sign }, clock)
    expect(payloads).toEqual(['a=1&timestamp=1790000000000b=2'])
    expect(request).toMatchObject({ query: 'a=1&timestamp=1790000000000&signature=S', body: 'b=2' })
  })
  it.each([
    ['timestamp=5&a=1', undefined],
    ['a=1&timestamp=5', undefined],
    ['a=1', 'timestamp=5'],
  ])('leaves a timestamp of the caller alone: %s %s', async (query, body) => {
    expect(await signed(query, body)).toMatchObject({ query: `${query}&signature=S%2B%2F%3D`, body })
  })
  it('is not fooled by a parameter whose name ends in timestamp', async () => {
    expect((await signed('mytimestamp=5')).query).toContain('&timestamp=1790000000000&')
  })
})

describe('the layer', () => {
  const pass = async (call: { apiKey: boolean; signed: boolean }, by: typeof signer | undefined = signer) => {
    const { send, requests } = scriptedSend()
    await sign(by, clock)(send)(wireRequest({ query: 'a=1', headers: { A: 'b' }, call }))
    return requests[0]
  }
  it('signs a signed call and names the key', async () => {
    expect(await pass({ apiKey: true, signed: true })).toMatchObject({
      headers: { A: 'b', 'X-MBX-APIKEY': 'key' },
      query: `a=1&timestamp=1790000000000&signature=${encodeURIComponent('<a=1&timestamp=1790000000000>')}`,
    })
  })
  it('names the key but does not sign where only the key is asked for', async () => {
    expect(await pass({ apiKey: true, signed: false })).toMatchObject({ headers: { A: 'b', 'X-MBX-APIKEY': 'key' }, query: 'a=1' })
  })
  it('shows neither to a public call', async () => {
    expect(await pass({ apiKey: false, signed: false })).toMatchObject({ headers: { A: 'b' }, query: 'a=1' })
    expect((await pass({ apiKey: false, signed: false }))?.headers).toEqual({ A: 'b' })
  })
})
