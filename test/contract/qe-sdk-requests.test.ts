import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createHandlers, type MockLogEntry } from 'tradespec/qe/mocks'
import { describe, expect, it } from 'vitest'
import { sendTo } from '../helpers/qe-mock.js'

// Requests as the provider's own SDKs send them, recorded with a fixed clock.

interface Recorded {
  readonly id: string
  readonly auth: 'hmac' | 'rsa' | 'ed25519'
  readonly method: string
  readonly base_url: string
  readonly timestamp: number
  readonly api_key: string
  readonly api_secret?: string
}

interface Vector extends Recorded {
  readonly expected: {
    readonly sign_payload: string
    readonly body: Readonly<Record<string, unknown>> | null
    readonly python_url: string
    readonly python_body_text: string | null
    readonly go_url?: string
  }
}

interface Sent {
  readonly url: string
  readonly body_text: string | null
}

interface Divergence extends Recorded {
  readonly python_sdk: Sent & { readonly sign_payload: string }
  readonly go_sdk: Sent
  readonly backend_mimic_on_python_request: { readonly sign_payload: string; readonly accepts_python: boolean }
}

interface Pem {
  readonly pemLabel: string
  readonly base64: string
}

interface VectorFile {
  readonly keys: Readonly<Record<'rsa' | 'ed25519', { readonly public_pem: Pem }>>
  readonly vectors: readonly Vector[]
  readonly divergences: readonly Divergence[]
}

// The file is ours and its shape is stated above; a vector of another shape fails its test.
const { keys, vectors, divergences } = JSON.parse(
  readFileSync(new URL('../vectors/qe-signing-vectors.json', import.meta.url), 'utf8'),
) as VectorFile

const publicKey = ({ pemLabel, base64 }: Pem) => createPublicKey(`-----BEGIN ${pemLabel}-----\n${base64}\n-----END ${pemLabel}-----\n`)

/** Sends a recorded request to a mock that lives at its time and knows its key. */
async function replay(recorded: Recorded, url: string, body: string | null, headers: Readonly<Record<string, string>>) {
  const { auth, api_key: apiKey, api_secret: secret = '', method } = recorded
  const entries: MockLogEntry[] = []
  const handlers = createHandlers({
    baseUrl: new URL(url).origin,
    credentials: auth === 'hmac' ? { apiKey, secret } : { apiKey, publicKey: publicKey(keys[auth].public_pem) },
    now: () => recorded.timestamp + 20,
    onRequest: (entry) => entries.push(entry),
  })
  const init = { method, headers: { 'X-MBX-APIKEY': apiKey, ...headers } }
  const answer = await sendTo(handlers, new Request(url, body === null ? init : { ...init, body }))
  return { ...answer, entry: entries[0] }
}

/** Python names a content type whether there is a body or not. */
const python = (recorded: Recorded, { url, body_text }: Sent) =>
  replay(recorded, url, body_text, { 'Content-Type': 'application/json;charset=utf-8', 'User-Agent': 'qe-connector-python/1.3.1' })

const go = (recorded: Recorded, { url, body_text }: Sent) =>
  replay(recorded, url, body_text, {
    'User-Agent': 'qe-connector-go/1.3.1',
    ...(body_text === null ? {} : { 'Content-Type': 'application/json' }),
  })

/** Go sends no body where there is nothing to say. */
function goBody({ expected: { body } }: Vector): string | null {
  return body === null || Object.keys(body).length === 0 ? null : JSON.stringify(body)
}

describe('a request of the SDK for Python', () => {
  it.each(vectors.map((vector) => [vector.id, vector] as const))('is taken: %s', async (_id, vector) => {
    const { python_url: url, python_body_text: body_text } = vector.expected
    expect(await python(vector, { url, body_text })).toMatchObject({ status: 200, body: { code: 200 }, entry: { signature: 'ok' } })
  })
})

describe('a request of the SDK for Go', () => {
  const sent = vectors.flatMap((vector) =>
    vector.expected.go_url === undefined ? [] : [[vector.id, vector, vector.expected.go_url] as const],
  )

  it.each(sent)('is taken: %s', async (_id, vector, url) => {
    const answer = await go(vector, { url, body_text: goBody(vector) })
    expect(answer).toMatchObject({ status: 200, body: { code: 200 }, entry: { signature: 'ok' } })
  })

  it('is there for all but the keys that it does not know', () => {
    expect(sent).toHaveLength(13)
    expect(vectors).toHaveLength(17)
  })
})

describe('where the SDKs differ', () => {
  // The others go to paths that the service does not have; test/unit/mocks/qe/signed-text.test.ts holds them.
  const sent = divergences.filter(({ id }) => /^div-(?:at-sign|html)/.test(id))

  it('there are three that can be sent', () => {
    expect(sent.map(({ id }) => id)).toEqual(['div-at-sign-in-query', 'div-html-chars-in-array', 'div-at-sign-in-json'])
  })

  it.each(sent.map((one) => [one.id, one] as const))('the one for Go is right and the one for Python refused: %s', async (_id, one) => {
    expect(await go(one, one.go_sdk)).toMatchObject({ status: 200, body: { code: 200 } })
    const { status, body, entry } = await python(one, one.python_sdk)
    expect([status, body.code, body.reason]).toEqual([401, 401, 'UNAUTHORIZED'])
    expect(entry).toMatchObject({ signature: 'mismatch', expected: one.backend_mimic_on_python_request.sign_payload })
    if (/at-sign/.test(one.id)) expect(entry).toMatchObject({ received: one.python_sdk.sign_payload })
  })
})
