import { createQe, custom, type OperationId } from 'tradespec/qe'
import { operations } from 'tradespec/qe/operations'
import { describe, expect, it } from 'vitest'
import { encodeParams, formEncode } from '../../../src/core/encode.js'
import type { Operation } from '../../../src/core/operation.js'
import { signerOf } from '../../../src/core/signing/credentials.js'
import { textToSign, withSignature } from '../../../src/qe/sign.js'
import { methodOf, ok, pairsOf } from '../../helpers/qe-client.js'
import { credentialsOf, type Divergence, divergences, type Vector, vectors } from '../../helpers/qe-signing-vectors.js'
import { spyFetch } from '../../helpers/spy-fetch.js'
import { wireRequest } from '../../helpers/wire.js'

/** The operation behind a method and a path, and what stands in the path; one with fewer templates goes first. */
function operationOf({ method, path }: Pick<Vector, 'method' | 'path'>): { id: OperationId; inPath: Record<string, string> } {
  const found = (Object.keys(operations) as OperationId[]).flatMap((id) => {
    const operation: Operation = operations[id]
    const pattern = new RegExp(`^${operation.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
    const match = operation.method === method ? pattern.exec(path) : null
    return match ? [{ id, inPath: { ...match.groups } }] : []
  })
  const [first] = found.sort((a, b) => Object.keys(a.inPath).length - Object.keys(b.inPath).length)
  if (!first) throw new Error(`no operation ${method} ${path}`)
  return first
}

/** The parameters as a caller gives them: what is null is left out, texts with commas are lists. */
function paramsOf(id: OperationId, vector: Vector | Divergence): Record<string, unknown> {
  const operation: Operation = operations[id]
  const members = vector.kind === 'query' ? vector.params : { ...vector.query, ...vector.body }
  return Object.fromEntries(
    Object.entries(members)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, operation.params[name]?.encoding === 'comma' && typeof value === 'string' ? value.split(',') : value]),
  )
}

function clientOf(vector: Vector | Divergence, auth = credentialsOf(vector)) {
  const { fetch, sent } = spyFetch(() => ok({}))
  return { sent, qe: createQe({ auth, fetch, baseUrl: vector.base_url, now: () => vector.timestamp, retry: false }) }
}

const sorted = (pairs: readonly (readonly [string, string])[]) => [...pairs].sort(([a, x], [b, y]) => (a + x < b + y ? -1 : 1))

describe('the file', () => {
  it('has vectors of both kinds for every algorithm, and cases where the SDKs differ', () => {
    expect(new Set(vectors.map(({ kind, auth }) => `${kind} ${auth}`)).size).toBe(6)
    expect([vectors.length, divergences.length]).toEqual([17, 6])
  })
})

describe.each(vectors)('vector $id', (vector) => {
  const { id, inPath } = operationOf(vector)
  const given = { ...inPath, ...paramsOf(id, vector) }

  it('is what the client sends', async () => {
    const { qe, sent } = clientOf(vector)
    await methodOf(qe, id)(given)
    const [request] = sent
    expect(sent).toHaveLength(1)
    expect(request).toMatchObject({ method: vector.method, headers: { 'x-mbx-apikey': vector.api_key } })
    expect(request?.url.split('?')[0]).toBe(`${vector.base_url}${vector.path}`)
    expect(sorted(pairsOf(request?.query ?? ''))).toEqual(sorted(vector.expected.query_pairs))
    expect(request?.body ? JSON.parse(request.body) : null).toEqual(vector.expected.body)
  })

  it('is signed over the documented text', async () => {
    const texts: string[] = []
    const { sign } = signerOf(credentialsOf(vector))
    const recording = custom({
      apiKey: vector.api_key,
      sign: (text) => {
        texts.push(text)
        return sign(text)
      },
    })
    await methodOf(clientOf(vector, recording).qe, id)(given)
    expect(texts).toEqual([vector.expected.sign_payload])
    expect(await sign(vector.expected.sign_payload)).toBe(vector.expected.signature)
  })
})

describe.each(divergences)('where the SDKs differ, $id', (vector) => {
  const query = encodeParams({ ...(vector.kind === 'query' ? vector.params : vector.query), timestamp: vector.timestamp }, formEncode)
  const body = vector.kind === 'query' ? undefined : (vector.recommended.body_text ?? '')

  it('is signed as the service reads it', async () => {
    expect(textToSign(query, body)).toBe(vector.recommended.sign_payload)
    const signer = signerOf(credentialsOf(vector))
    const neverAsked = {
      timestamp: () => {
        throw new Error('the vector brings its own timestamp')
      },
    }
    const signed = await withSignature(wireRequest({ query, body }), signer, neverAsked)
    expect(signed).toMatchObject({ query: `${query}&signature=${vector.recommended.signature}`, body })
    expect(signed.headers).toEqual({ 'X-MBX-APIKEY': vector.api_key })
  })
})

describe('the client', () => {
  // The others are about calls that no operation makes.
  const reachable = divergences.filter(({ path }) => /cancel$/.test(path))

  it.each(reachable)('signs $id as the service reads it', async (vector) => {
    const { id, inPath } = operationOf(vector)
    const { qe, sent } = clientOf(vector)
    await methodOf(qe, id)({ ...inPath, ...paramsOf(id, vector) })
    expect(pairsOf(sent[0]?.query ?? '')).toContainEqual(['signature', vector.recommended.signature])
    expect(sent[0]?.body).toBe(vector.recommended.body_text ?? '')
  })

  it('makes three of them', () => {
    expect(reachable).toHaveLength(3)
  })
})

describe('the text to sign', () => {
  it('is sorted by code points, not by UTF-16 units', () => {
    expect(textToSign(`${formEncode('😀')}=1&${formEncode('\uffee')}=2`, undefined)).toBe('%EF%BF%AE=2&%F0%9F%98%80=1')
  })
  it('keeps the order of a name that is repeated', () => {
    expect(textToSign('b=2&a=1&b=1&a=0', undefined)).toBe('a=1&a=0&b=2&b=1')
  })
  it('sorts by the names, not by their encodings', () => {
    // As texts "%5B" would stand before "A".
    expect(textToSign(`${formEncode('[')}=1&A=2`, undefined)).toBe('A=2&%5B=1')
    expect(textToSign(`a${formEncode('+')}=1&a+=2`, undefined)).toBe('a+=2&a%2B=1')
  })
  it('holds no signature of a body, in any case of letters, and no null', () => {
    expect(textToSign('', JSON.stringify({ signature: 'x', Signature: 'y', a: null, b: '', c: false, d: 0 }))).toBe('b=&c=false&d=0')
  })
  it('is empty where there is nothing', () => {
    expect([textToSign('', undefined), textToSign('', ''), textToSign('', '{}')]).toEqual(['', '', ''])
  })
})

describe('the signature', () => {
  const signer = { apiKey: 'key', sign: (text: string) => `<${text}>+/=` }
  const clock = { timestamp: () => 5 }

  it('stands at the end of the query, encoded, behind the timestamp', async () => {
    expect(await withSignature(wireRequest({ query: 'b=1' }), signer, clock)).toMatchObject({
      query: `b=1&timestamp=5&signature=${formEncode('<b=1&timestamp=5>+/=')}`,
    })
    expect(await withSignature(wireRequest({ query: '' }), signer, clock)).toMatchObject({
      query: `timestamp=5&signature=${formEncode('<timestamp=5>+/=')}`,
    })
  })
  it('leaves headers and body as they are, but for the key', async () => {
    const request = wireRequest({ query: '', body: '{"b":1}', headers: { A: 'b' } })
    expect(await withSignature(request, signer, clock)).toMatchObject({ body: '{"b":1}', headers: { A: 'b', 'X-MBX-APIKEY': 'key' } })
  })
  it.each(['timestamp=7', 'a=1&timestamp=7'])('leaves a timestamp of the caller alone: %s', async (query) => {
    expect((await withSignature(wireRequest({ query }), signer, clock)).query).toMatch(new RegExp(`^${query}&signature=`))
  })
  it('is not fooled by a parameter whose name ends in timestamp', async () => {
    expect((await withSignature(wireRequest({ query: 'mytimestamp=7' }), signer, clock)).query).toContain('&timestamp=5&')
  })
})
