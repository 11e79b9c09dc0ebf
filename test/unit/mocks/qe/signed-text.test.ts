import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readRequest } from '../../../../src/mocks/qe/raw-request.js'
import { mistakenTexts, signedText } from '../../../../src/mocks/qe/signed-text.js'
import { TARGET_HEADER } from '../../../../src/mocks/target-header.js'

interface Sent {
  readonly url: string
  readonly body_text: string | null
}

interface VectorFile {
  readonly vectors: readonly {
    readonly id: string
    readonly method: string
    readonly expected: { readonly sign_payload: string; readonly python_url: string; readonly python_body_text: string | null }
  }[]
  readonly divergences: readonly {
    readonly id: string
    readonly method: string
    readonly python_sdk: Sent
    readonly go_sdk: Sent & { readonly sign_payload: string }
    readonly backend_mimic_on_python_request: { readonly sign_payload: string }
  }[]
}

// The file is ours and its shape is stated above; a vector of another shape fails its test.
const { vectors, divergences } = JSON.parse(
  readFileSync(new URL('../../../vectors/qe-signing-vectors.json', import.meta.url), 'utf8'),
) as VectorFile

const read = (method: string, url: string, body: string | null = null) =>
  readRequest(new Request(url, body === null ? { method } : { method, body }))

const query = async (text: string) => signedText(await read('GET', `https://mock.test/x?${text}`))
const body = async (text: string) => signedText(await read('PUT', 'https://mock.test/x?timestamp=1', text))

describe('the text that the service signs', () => {
  it.each(vectors.map((vector) => [vector.id, vector] as const))('is the recorded one: %s', async (_id, { method, expected }) => {
    expect(signedText(await read(method, expected.python_url, expected.python_body_text))).toBe(expected.sign_payload)
  })

  it.each(divergences.map((one) => [one.id, one] as const))('is that of the service where the SDKs differ: %s', async (_id, one) => {
    const { python_sdk: python, go_sdk: go } = one
    const service = one.backend_mimic_on_python_request.sign_payload
    expect(signedText(await read(one.method, python.url, python.body_text))).toBe(service)
    expect(signedText(await read(one.method, go.url, go.body_text))).toBe(go.sign_payload)
  })

  it.each([
    ['b=2&a=1&b=1', 'a=1&b=2&b=1', 'sorts by name and keeps the order of repeated ones'],
    ['a=%61%2f&b=%20+', 'a=a%2F&b=++', 'is encoded anew'],
    ["a=!'()*@~", 'a=%21%27%28%29%2A%40~', 'leaves four marks only'],
    ['a=%0A%09', 'a=%0A%09', 'has two digits for each byte'],
    ['a=%FF&b=%E6%B5%8B', 'a=%FF&b=%E6%B5%8B', 'keeps bytes that are no UTF-8'],
    ['a&b=&&c=1=2', 'a=&b=&c=1%3D2', 'reads pairs as Go does'],
    ['a=1;b=2&c=%zz&d=4', 'd=4', 'passes over pairs that Go cannot read'],
    ['signature=x&a=1', 'a=1', 'does not hold the signature'],
    ['Z=1&a=2&%E6%B5%8B=3', 'Z=1&a=2&%E6%B5%8B=3', 'sorts by bytes'],
  ])('of the query %s is %s: %s', async (text, expected) => {
    expect(await query(text)).toBe(expected)
  })

  it.each([
    ['{"b": 1.0, "a": 1e-07}', 'a=1e-07&b=1.0&timestamp=1', 'numbers as they stand'],
    ['{"a": 12345678901234567890}', 'a=12345678901234567890&timestamp=1', 'with all their digits'],
    ['{"a":true,"b":false,"c":null}', 'a=true&b=false&c=%3Cnil%3E&timestamp=1', 'a null as Go prints it'],
    [
      '{"a":[1, "b<", null], "o":{"z":1.50,"y":[]}}',
      'a=%5B1%2C%22b%5Cu003c%22%2Cnull%5D&o=%7B%22y%22%3A%5B%5D%2C%22z%22%3A1.50%7D&timestamp=1',
      'lists and objects as Go writes them',
    ],
    ['{"Signature":"x","a":"\\u6d4b"}', 'a=%E6%B5%8B&timestamp=1', 'no signature in whatever spelling'],
    ['{"timestamp":2}', 'timestamp=2', 'a member in place of the name in the query'],
    ['{"a":1,"a":2}', 'a=2&timestamp=1', 'the last of two members'],
    ['{"a":"\\ud800"}', 'a=%EF%BF%BD&timestamp=1', 'half a pair as what replaces it'],
    ['{"a":"[1]","__proto__":"p"}', '__proto__=p&a=%5B1%5D&timestamp=1', 'names that JavaScript has a meaning for'],
  ])('of the body %s is %s: %s', async (text, expected) => {
    expect(await body(text)).toBe(expected)
  })

  it('is read from the target as it stood on the wire', async () => {
    const request = new Request('https://mock.test/x', { headers: { [TARGET_HEADER]: "/x?a='%41" } })
    const raw = await readRequest(request)
    expect(signedText(raw)).toBe('a=%27A')
    expect(mistakenTexts(raw)[0]).toBe("a='%41")
  })
})
