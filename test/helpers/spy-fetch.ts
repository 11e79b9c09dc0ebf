/** One request as it would go over the wire. */
export interface Sent {
  readonly url: string
  readonly method: string
  readonly host: string
  readonly path: string
  /** As sent, percent-encoded. */
  readonly query: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal | undefined
}

export type Answer = (sent: Sent, index: number) => Response | Promise<Response>

export const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })

/** A fetch that reaches nothing, answers as told, and keeps what it was asked. */
export function spyFetch(answer: Answer = () => json({})) {
  const sent: Sent[] = []
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const url = String(input)
    const { host, pathname } = new URL(url)
    // Cut by hand: URL would mend what is not encoded rightly.
    const [, query = ''] = url.split(/\?(.*)/s)
    const one: Sent = {
      url,
      method: init.method ?? 'GET',
      host,
      path: pathname,
      query,
      body: typeof init.body === 'string' ? init.body : '',
      headers: Object.fromEntries(new Headers(init.headers)),
      signal: init.signal ?? undefined,
    }
    sent.push(one)
    return answer(one, sent.length - 1)
  }
  return { fetch, sent }
}

/** The value of a parameter in an encoded query or body. */
export const parameter = (encoded: string, name: string): string | undefined => new URLSearchParams(encoded).get(name) ?? undefined

/** What Node's fetch throws when a connection fails. */
export const fetchFailure = (code: string, syscall?: string): TypeError =>
  new TypeError('fetch failed', {
    cause: Object.assign(new Error(`${syscall} ${code}`), { code, ...(syscall === undefined ? {} : { syscall }) }),
  })
