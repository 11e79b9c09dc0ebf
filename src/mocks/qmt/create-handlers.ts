import { type HttpHandler, http } from 'msw'
import type { ResultByOperation } from '../../../generated/qmt/client.js'
import { type OperationId, operations } from '../../../generated/qmt/operations.js'
import { checkChoice } from '../../core/options.js'
import { parsePythonJson } from '../../core/python-json.js'
import { checkMockOptions } from '../check-options.js'
import type { LogEntry, SignatureVerdict } from '../log-entry.js'
import { type Override, overridden } from '../override.js'
import { authenticate, type Security } from './auth/authenticate.js'
import { createSessions } from './auth/sessions.js'
import { DEFAULT_ACCOUNTS, type MockAccount } from './broker/accounts.js'
import type { TerminalFault } from './broker/terminal.js'
import { json, notFound, Refusal, type Reply, serverError } from './http/reply.js'
import { readRequest, type WireRequest } from './http/wire-request.js'
import { Raised } from './python/value.js'
import { createRoutes, type Route, VIEWS } from './routes.js'
import { createServer } from './server.js'
import { answerPage, logIn, logOut, type PageContext } from './views/pages.js'
import { sendMessage } from './views/send-message.js'
import type { View } from './views/view.js'

/** Who the mock knows: a client that signs, or a user that logs in. */
export type MockCredentials =
  | { readonly clientId: string; readonly secretKey: string }
  | { readonly username: string; readonly password: string }

/** A request that was let in. */
export interface MockCall {
  readonly operationId: OperationId
  /** Fields of the body, the form or the query, as they were sent and not checked; `trader_index` of a path as a number. */
  readonly params: Readonly<Record<string, unknown>>
  readonly request: Request
}

/**
 * What an operation answers instead: the answer, a Response, or a function of the call (undefined: the mock's own answer). It stands in
 * for the call itself: who is not let in is refused all the same, but nothing else is checked and nothing is ordered.
 */
export type MockOverrides = { readonly [Id in OperationId]?: Override<MockCall, ResultByOperation[Id]> }

/** One line of the request log. On a mismatch `received` is the text that was signed if the mock can find it out, else the right one. */
export type MockLogEntry = LogEntry<OperationId>

/** What is out of order behind the server. */
export interface MockFaults {
  /** The chat bot throws: purchases by fraction then go out three times, and sales by fraction are reported as failed. */
  readonly notifier?: boolean | undefined
  /** The terminal takes no order, or throws when it is given one. */
  readonly terminal?: TerminalFault | undefined
}

export interface MockOptions {
  /** Where the server seems to be. Default `http://localhost:9091`. */
  readonly baseUrl?: string | undefined
  /** The kind of server: the one of the manual (default), or its upstream, which has market data but no orders by number. */
  readonly server?: 'manual' | 'upstream' | undefined
  readonly credentials?: MockCredentials | readonly MockCredentials[] | undefined
  /** Default: two accounts with a few holdings each. */
  readonly accounts?: readonly MockAccount[] | undefined
  /** Last prices by symbol. Read at every request, so that changing one fills the orders that it reaches. Others follow from the seed. */
  readonly prices?: Readonly<Record<string, number>> | undefined
  /** Same seed, same prices, order ids and market data. Default 1. */
  readonly seed?: number | undefined
  /** The server's clock, epoch ms. Default Date.now. */
  readonly now?: (() => number) | undefined
  /** How far, either way, the time of a signature may be off. Default 300. */
  readonly signatureTimeoutSeconds?: number | undefined
  readonly overrides?: MockOverrides | undefined
  /** Only these; requests for all others, and for unknown paths, are left to other handlers. Default: all. */
  readonly operations?: readonly OperationId[] | undefined
  /** Told of every request and what became of it. */
  readonly onRequest?: ((entry: MockLogEntry) => void) | undefined
  readonly faults?: MockFaults | undefined
}

const OPTION_NAMES = [
  'baseUrl',
  'server',
  'credentials',
  'accounts',
  'prices',
  'seed',
  'now',
  'signatureTimeoutSeconds',
  'overrides',
  'operations',
  'onRequest',
  'faults',
] as const satisfies readonly (keyof MockOptions)[]

/**
 * MSW handlers that behave like the server: who may not call is refused in its order and words, sessions and signatures are checked, orders
 * change cash and holdings, and its own mistakes are made too. Answers are written as Python writes them. Throws ConfigError.
 */
export function createHandlers(options: MockOptions = {}): HttpHandler[] {
  checkMockOptions('createHandlers()', options, OPTION_NAMES, operations)
  if (options.server !== undefined) checkChoice('server', options.server, ['manual', 'upstream'])
  const baseUrl = (options.baseUrl ?? 'http://localhost:9091').replace(/\/+$/, '')
  const basePath = new URL(baseUrl).pathname.replace(/\/+$/, '')
  const { seed = 1, now = Date.now, server: kind = 'manual' } = options
  const nowSeconds = () => Math.floor(now() / 1000)
  const { clients, users } = known(options.credentials)
  const rules = { clients, nowSeconds, basePath, timeoutSeconds: options.signatureTimeoutSeconds ?? 300, inUrl: kind === 'upstream' }
  const sessions = createSessions(`session key ${seed}`, nowSeconds)
  const server = createServer({
    kind,
    accounts: options.accounts ?? DEFAULT_ACCOUNTS,
    prices: options.prices ?? {},
    seed,
    now,
    faults: options.faults ?? {},
  })
  const routeOf = createRoutes(kind)

  async function answer(route: Route, wire: WireRequest, request: Request, page: PageContext): Promise<Served> {
    switch (route.kind) {
      case 'nowhere':
        return { reply: notFound }
      case 'wrong-method':
        return { reply: serverError }
      case 'page':
        return { reply: answerPage(wire.path, page) }
      case 'unknown-trade':
        return letIn('SIGNATURE', wire, page, async () => answerView(...VIEWS.buy, wire, route.part))
      case 'operation':
        return letIn(route.security, wire, page, async () => {
          const call = async (): Promise<MockCall> => ({ operationId: route.id, params: await paramsOf(wire, route.part), request })
          const override = options.overrides?.[route.id]
          const body = override === undefined ? undefined : await overridden(override, await call())
          if (body !== undefined) return body instanceof Response ? body : json(200, body)
          if (route.id === 'login') return logIn(wire, page)
          if (route.id === 'logout') return logOut()
          return route.id === 'sendMessage' ? answerMessage(wire) : answerView(...VIEWS[route.id], wire, route.part)
        })
    }
  }

  async function letIn(
    security: Security,
    wire: WireRequest,
    { user }: PageContext,
    work: () => Promise<Reply | Response>,
  ): Promise<Served> {
    const { verdict, end } = authenticate(wire, security, user, rules)
    if (end) return { verdict, reply: end instanceof Refusal ? json(end.status, { error: end.message }) : end }
    return { verdict, reply: await work() }
  }

  function answerView(view: View, name: string, wire: WireRequest, part: string): Reply {
    try {
      return json(200, view(wire, server, part))
    } catch (error) {
      if (error instanceof Refusal) return json(error.status, { error: error.message })
      if (error instanceof Raised) return json(500, { error: `接口异常: ${name}`, message: error.message })
      throw error
    }
  }

  function answerMessage(wire: WireRequest): Reply {
    try {
      return sendMessage(wire, server)
    } catch (error) {
      if (error instanceof Raised) return serverError
      throw error
    }
  }

  const handler = http.all(`${baseUrl}/*`, async ({ request }) => {
    const wire = await readRequest(request, basePath)
    const route = routeOf(wire)
    const operationId = route.kind === 'operation' ? route.id : undefined
    if (options.operations && (operationId === undefined || !options.operations.includes(operationId))) return undefined
    for (const { terminal } of server.accounts) terminal.settle()
    const user = sessions.userOf(wire)
    const { reply, verdict = { signature: 'not-needed' as const } } = await answer(route, wire, request, { user, sessions, users })
    options.onRequest?.({ method: wire.method, path: wire.rawPath, operationId, status: reply.status, code: undefined, ...verdict })
    if (reply instanceof Response) return reply
    // Every answer to a live session begins it anew.
    const cookie = reply.cookie ?? (user === undefined ? undefined : sessions.cookieFor(user))
    const headers = new Headers({ ...reply.headers, ...(cookie === undefined ? {} : { 'Set-Cookie': cookie, Vary: 'Cookie' }) })
    // Not an HttpResponse: msw would keep its cookies, and send them with requests that have none.
    return new Response(wire.method === 'HEAD' ? null : reply.text, { status: reply.status, headers })
  })
  return [handler]
}

interface Served {
  readonly reply: Reply | Response
  readonly verdict?: SignatureVerdict
}

function known(credentials: MockOptions['credentials'] = []) {
  const [clients, users] = [new Map<string, string>(), new Map<string, string>()]
  for (const one of [credentials].flat() as readonly MockCredentials[]) {
    if ('clientId' in one) clients.set(one.clientId, one.secretKey)
    else users.set(one.username, one.password)
  }
  return { clients, users }
}

/** What was sent, for overrides. A body that is no JSON object has no fields. */
async function paramsOf(wire: WireRequest, part: string): Promise<MockCall['params']> {
  const inPath = /^\d+$/.test(part) ? { trader_index: Number(part) } : {}
  const sent = { ...inPath, ...Object.fromEntries(wire.args), ...Object.fromEntries(await wire.form()) }
  if (!wire.isJson) return sent
  try {
    const body = parsePythonJson(wire.text)
    return typeof body === 'object' && !Array.isArray(body) ? { ...sent, ...body } : sent
  } catch {
    return sent
  }
}
