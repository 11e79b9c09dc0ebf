import { AbortedError, NetworkError, TimeoutError } from '../core/errors/local-errors.js'
import type { CallContext, Layer, Send, WireRequest, WireResponse } from '../core/http/send.js'
import type { AuthSecrets } from './auth.js'
import { factsOf, QmtApiError, QmtAuthenticationError } from './errors.js'

/** The way in by name and password: one cookie, known to this client only. */
export interface Session {
  /** Gives every call the cookie, after a login if there is none yet. A read that finds the session ended is sent once more, a write never. */
  readonly layer: Layer
  /** Throws QmtAuthenticationError for a wrong name or password. */
  login(options?: Wait): Promise<true>
  /** Forgets the cookie here and asks the server to; a copy of it elsewhere stays good, the server keeps no list. */
  logout(options?: Wait): Promise<true>
}

interface Wait {
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number | undefined
}

export interface SessionContext {
  readonly secrets: Extract<AuthSecrets, { type: 'session' }>
  /** To the wire, without turning error answers into errors: a login is told by its redirect. */
  readonly send: Send
  readonly baseUrl: string
  readonly timeoutMs: number
}

/** Where a login that went well leads. */
const AFTER_LOGIN = /\/trading$/

export function createSession({ secrets, send, baseUrl, timeoutMs }: SessionContext): Session {
  const cookies = new Map<string, string>()
  let running: Promise<true> | undefined
  let loggedIn = false

  const request = (operationId: string, method: string, path: string, body: string | undefined, wait: Wait): WireRequest => ({
    call: { operationId, write: false, apiKey: false, signed: false, clientOrderId: undefined, attempts: 0 },
    method,
    baseUrl,
    path,
    query: '',
    body,
    headers: { ...cookieHeader(), ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }) },
    signal: wait.signal,
    timeoutMs: wait.timeoutMs ?? timeoutMs,
  })

  function cookieHeader(): Record<string, string> {
    return cookies.size === 0 ? {} : { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  }

  function keep(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [, name = '', value = ''] = /^\s*([^=;]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /;\s*max-age=0(?:;|$)/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
  }

  async function enter(wait: Wait): Promise<true> {
    cookies.clear()
    loggedIn = false
    const form = new URLSearchParams({ username: secrets.username, password: secrets.password })
    const login = request('login', 'POST', '/login', String(form), wait)
    const response = await send(login)
    const headers = response.headers()
    keep(headers)
    const location = response.header('location')
    if (
      response.status !== 302 ||
      location === null ||
      !AFTER_LOGIN.test(new URL(location, `${baseUrl}/login`).pathname) ||
      cookies.size === 0
    )
      throw refused(response, login.call)
    loggedIn = true
    return true
  }

  /** Calls that find no session at the same time share one login. */
  function login(wait: Wait = {}): Promise<true> {
    running ??= enter(wait).finally(() => {
      running = undefined
    })
    return running
  }

  async function send1(next: Send, original: WireRequest): Promise<WireResponse> {
    const response = await next({ ...original, headers: { ...original.headers, ...cookieHeader() } })
    keep(response.headers())
    return response
  }

  return {
    layer: (next) => async (original) => {
      if (!loggedIn) await beforeSending(login(original), original.call)
      try {
        return await send1(next, original)
      } catch (error) {
        if (!(error instanceof QmtAuthenticationError)) throw error
        loggedIn = false
        if (original.call.write) throw error
        await login(original)
        return send1(next, original)
      }
    },
    login,
    async logout(wait = {}) {
      const leave = request('logout', 'GET', '/logout', undefined, wait)
      cookies.clear()
      loggedIn = false
      const response = await send(leave)
      if (response.status !== 302) throw unexpected(response, leave.call)
      return true
    },
  }
}

/** A login that fails leaves the call that wanted it unsent, whatever became of the login. */
async function beforeSending(login: Promise<true>, { operationId, attempts }: CallContext): Promise<void> {
  try {
    await login
  } catch (cause) {
    const facts = { operationId, attempts, cause }
    const message = `${operationId} was not sent: the login before it failed. ${cause instanceof Error ? cause.message : ''}`
    if (cause instanceof NetworkError) throw new NetworkError(message, 'not-sent', facts)
    if (cause instanceof TimeoutError) throw new TimeoutError(message, 'not-sent', facts)
    if (cause instanceof AbortedError) throw new AbortedError(message, 'not-sent', facts)
    throw cause
  }
}

const WRONG_PASSWORD = /用户名或密码错误/

function refused(response: WireResponse, call: CallContext): QmtApiError {
  if (response.status !== 200) return unexpected(response, call)
  const serverText = WRONG_PASSWORD.exec(response.text)?.[0] ?? 'the login page came again'
  const facts = { ...factsOf(response, call), serverText, outcome: 'rejected' as const }
  return new QmtAuthenticationError(`login was refused: ${serverText}. Check username and password.`, facts)
}

const unexpected = (response: WireResponse, call: CallContext): QmtApiError =>
  new QmtApiError(`${call.operationId} was answered with status ${response.status}, not with the redirect of a QMT server.`, {
    ...factsOf(response, call),
    serverText: response.text,
    outcome: 'unknown',
  })
