import { faker } from '@faker-js/faker/locale/en'
import { RateLimitedError } from 'tradespec'
import { createQe, hmac, type OperationId, QeApiError } from 'tradespec/qe'
import { apiError, type MockOverrides } from 'tradespec/qe/mocks'
import { operations } from 'tradespec/qe/operations'
import { describe, expect, it } from 'vitest'
import type { ZodType } from 'zod'
import * as zod from '../../generated/qe/zod/operations.js'
import { getErrorBodyMock } from '../../generated/qe/zod/schemas/index.faker.js'
import { capitalise, entriesOf } from '../../scripts/generate/document.js'
import { bundled } from '../helpers/bundle-spec.js'
import { caught } from '../helpers/caught.js'
import { fetchFrom } from '../helpers/mock-client.js'
import { KEY, methodOf, NOW } from '../helpers/qe-client.js'
import { BASE_URL, handlersOf } from '../helpers/qe-mock.js'
import { samples } from '../helpers/qe-samples.js'

const SEEDS = 200
const ids = Object.keys(operations) as OperationId[]
/** Statuses that stand under a key of the spec. */
const STATUSES: Readonly<Record<string, readonly [number, ...number[]]>> = {
  '4XX': [400, 401, 403, 404, 408, 409, 429],
  '5XX': [500, 502, 503, 504],
}
const document = await bundled('qe')
const documented = entriesOf(document).flatMap(({ operation }) =>
  Object.keys(operation.responses)
    .filter((status) => status !== '200')
    .map((status) => [operation.operationId as OperationId, status] as const),
)

/** Calls an operation of a mock whose answer is in `answer`. The client is fresh each time: the same one would keep limits of its own. */
function failing(id: OperationId, answer: () => Response) {
  const fetch = fetchFrom(handlersOf({ operations: [id], overrides: { [id]: answer } as MockOverrides }))
  return () => {
    const qe = createQe({ auth: hmac(KEY), baseUrl: BASE_URL, fetch, now: () => NOW, retry: false })
    return caught(() => methodOf(qe, id)(samples[id][0]))
  }
}

describe('every error answer that the spec documents', () => {
  it('is documented for every operation', () => {
    expect(documented).toEqual(ids.flatMap((id) => Object.keys(STATUSES).map((key) => [id, key])))
  })

  it.each(documented)(`%s %s fits its schema and reaches the caller as the right error, ${SEEDS} seeds`, async (id, key) => {
    const schema = (zod as unknown as Readonly<Record<string, ZodType>>)[`${capitalise(id)}${key}Response`]
    const statuses = STATUSES[key] ?? []
    let [status, body] = [0, getErrorBodyMock()]
    const call = failing(id, () => apiError(status, body.code, body.reason ?? '', body.message))
    for (let seed = 0; seed < SEEDS; seed += 1) {
      faker.seed(seed)
      body = getErrorBodyMock()
      status = statuses[seed % statuses.length] ?? 0
      expect(schema?.safeParse(body).success).toBe(true)
      const error = await call()
      expect(error).toBeInstanceOf(QeApiError)
      expect(error).toMatchObject({
        status,
        providerCode: body.code,
        reason: body.reason,
        providerMessage: body.message,
        outcome: status >= 500 || status === 408 ? 'unknown' : 'rejected',
        operationId: id,
        attempts: 1,
      })
      expect(error instanceof RateLimitedError).toBe(status === 429)
    }
  })

  it.each(ids)('%s inside HTTP 200 is the same error', async (id) => {
    for (const code of [400, 401, 403, 404, 429, 500, 503, 9004]) {
      const error = await failing(id, () => apiError(200, code, 'A_REASON', 'a message'))()
      const outcome = code >= 500 && code < 600 ? 'unknown' : 'rejected'
      expect(error).toMatchObject({ status: 200, providerCode: code, reason: 'A_REASON', providerMessage: 'a message', outcome })
      expect(error instanceof RateLimitedError).toBe(code === 429)
    }
  })
})
