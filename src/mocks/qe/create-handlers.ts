import { type HttpHandler, http } from 'msw'
import { operations } from '../../../generated/qe/operations.js'
import { checkMockOptions } from '../check-options.js'
import { routesOf } from './routes.js'
import { createService, MOCK_OPTION_NAMES, type MockOptions, type Service } from './service.js'

/**
 * MSW handlers that behave like the service: unknown path, key, timestamp, signature, parameters are refused in its envelope, everything else
 * is answered plausibly and repeatably. Orders placed here are worked as time goes by, can be asked after, paused, changed and cancelled.
 * Throws ConfigError.
 */
export function createHandlers(options: MockOptions = {}): HttpHandler[] {
  checkMockOptions('createHandlers()', options, MOCK_OPTION_NAMES, operations)
  return handlersOf(createService(options))
}

/** The handlers of one service. */
export function handlersOf({ options, baseUrl, serve }: Service): HttpHandler[] {
  const handlers = routesOf(options.operations).flatMap(({ id, method, path }) =>
    ['', '/strategy-api'].map((prefix) => http[method](`${baseUrl}${prefix}${path}`, ({ request }) => serve(id, request))),
  )
  if (options.operations) return handlers
  return [...handlers, http.all(`${baseUrl}/*`, ({ request }) => serve(undefined, request))]
}
