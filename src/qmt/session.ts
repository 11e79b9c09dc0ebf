import type { CallOptions } from '../core/call.js'
import { AbortedError, TimeoutError } from '../core/errors/local-errors.js'
import { checkedTimeout } from '../core/execute.js'
import { type CallContext, type Layer, type Send, stack, type WireRequest, type WireResponse } from '../core/http/send.js'
import { timeout } from '../core/http/timeout.js'
import { refuseUnknownOptions } from '../core/unknown-options.js'
import type { AuthSecrets } from './auth.js'
import { factsOf, QmtApiError, QmtAuthenticationError } from './errors.js'
import { notSent } from './not-sent.js'

/** The way in by name and password: one cookie, known to this client only. */
export interface Session {
  /** Lets a call through once there is a session. A read that finds the session ended is sent once more, a write never. */
  readonly layer: Layer
  /** Stands next to the wire: adds the cookie, keeps the one that comes back, and shows it to nobody above. */
  readonly jar: Layer
  /** Throws QmtAuthenticationError for a wrong name or password. */
  login(options?: CallOptions): Promise<true>
  /** Forgets the cookie here and asks the server to; a copy of it elsewhere stays good, the server keeps no list. */
  logout(options?: CallOptions): Promise<true>
}

interface Wait {
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs: number
}

export interface SessionContext {
  readonly secrets: Extract<AuthSecrets, { type: 'session' }>
  readonly transport: Send
  readonly baseUrl: string
  readonly timeoutMs: number
}

/** Where a login that went well leads. */
const AFTER_LOGIN = /\/trading$/

export function createSession({ secrets, transport, baseUrl, timeoutMs }: SessionContext): Session {
  const cookies = new Map<string, string>()
  let running: Promise<true> | undefined
  let loggedIn = false
  /** Counts logouts: what began before one must not bring its session back. */
  let era = 0
  let logins = 0

  const jar: Layer = (next) => async (request) => {
    const begun = era
    const response = await next({ ...request, headers: { ...request.headers, ...cookieHeader() } })
    if (begun === era) keep(response.headers())
    return withoutCookies(response)
  }
  // Error answers stay what they are: a login is told by its redirect.
  const send = stack(transport, timeout())

  const request = (operationId: string, method: string, path: string, body: string | undefined, wait: Wait): WireRequest => ({
    call: { operationId, write: false, apiKey: false, signed: false, clientOrderId: undefined, attempts: 0 },
    method,
    baseUrl,
    path,
    query: '',
    body,
    headers: body === undefined ? cookieHeader() : { 'Content-Type': 'application/x-www-form-urlencoded' },
    signal: wait.signal,
    timeoutMs: wait.timeoutMs,
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
    const begun = era
    const form = new URLSearchParams({ username: secrets.username, password: secrets.password })
    const login = request('login', 'POST', '/login', String(form), wait)
    const response = await jar(send)(login)
    if (begun !== era) throw new AbortedError('login was overtaken by a logout.', 'not-sent', { operationId: 'login' })
    if (response.status !== 302 || !leadsIn(response.header('location')) || cookies.size === 0) throw refused(response, login.call)
    loggedIn = true
    logins += 1
    return true
  }

  function leadsIn(location: string | null): boolean {
    const from = `${baseUrl}/login`
    return location !== null && URL.canParse(location, from) && AFTER_LOGIN.test(new URL(location, from).pathname)
  }

  /** Calls that find no session at the same time share one login; each waits for it no longer than it wants. */
  async function login(wait: Wait): Promise<true> {
    if (wait.signal?.aborted) throw aborted(wait)
    // Without the signal of the call that happens to start it: the others wait for it too.
    if (running === undefined) {
      const begun = enter({ timeoutMs: Math.max(timeoutMs, wait.timeoutMs) }).finally(() => {
        if (running === begun) running = undefined
      })
      running = begun
    }
    return during(running, wait)
  }

  function checked(method: string, options: CallOptions = {}): Wait {
    refuseUnknownOptions(`${method}()`, options, ['signal', 'timeoutMs'])
    return { signal: options.signal, timeoutMs: checkedTimeout(options.timeoutMs ?? timeoutMs) }
  }

  return {
    layer: (next) => async (original) => {
      if (!loggedIn) await beforeSending(login(original), original.call)
      const used = logins
      try {
        return await next(original)
      } catch (error) {
        if (!(error instanceof QmtAuthenticationError)) throw error
        // Another call may have logged in since this one was sent.
        if (used === logins) loggedIn = false
        if (original.call.write) throw error
        if (!loggedIn) await login(original)
        return next(original)
      }
    },
    jar,
    login: async (options) => login(checked('login', options)),
    async logout(options) {
      const leave = request('logout', 'GET', '/logout', undefined, checked('logout', options))
      cookies.clear()
      loggedIn = false
      era += 1
      running = undefined
      const response = await send(leave)
      if (response.status !== 302) throw unexpected(withoutCookies(response), leave.call)
      return true
    },
  }
}

/** The answer as others may see it: whoever has its cookie has the session, and errors get printed. */
function withoutCookies(response: WireResponse): WireResponse {
  return {
    ...response,
    header: (name) => (name.toLowerCase() === 'set-cookie' ? null : response.header(name)),
    headers() {
      const headers = new Headers(response.headers())
      headers.delete('set-cookie')
      return headers
    },
  }
}

const aborted = ({ signal }: Wait) =>
  new AbortedError('login was aborted by its signal.', 'not-sent', { operationId: 'login', cause: signal?.reason })

/** The login, unless this call's time or signal ends the wait for it. */
function during(login: Promise<true>, wait: Wait): Promise<true> {
  const { signal, timeoutMs } = wait
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(aborted(wait))
    const late = () => reject(new TimeoutError(`login had no answer within ${timeoutMs} ms.`, 'unknown', { operationId: 'login' }))
    const timer = setTimeout(late, timeoutMs)
    signal?.addEventListener('abort', onAbort, { once: true })
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    login.then(resolve, reject).finally(end)
  })
}

/** A login that fails leaves the call that wanted it unsent, whatever became of the login. */
async function beforeSending(login: Promise<true>, { operationId, attempts, write }: CallContext): Promise<void> {
  try {
    await login
  } catch (cause) {
    // A read that a later login can save is asked again.
    const outcome = write || !(cause instanceof QmtApiError) ? 'not-sent' : cause.outcome
    throw notSent(cause, { operationId, attempts, because: 'the login before it failed', outcome }) ?? cause
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
