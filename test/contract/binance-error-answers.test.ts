import { faker } from '@faker-js/faker/locale/en'
import { RateLimitedError } from 'tradespec'
import { BinanceApiError, CancelReplaceError, createBinance, hmac, type OperationId } from 'tradespec/binance'
import { describe, expect, it } from 'vitest'
import type { ZodType } from 'zod'
import * as zod from '../../generated/binance/zod/operations.js'
import * as factories from '../../generated/binance/zod/schemas/index.faker.js'
import { ApiErrorBody, CancelReplaceFailure } from '../../generated/binance/zod/schemas/index.js'
import { capitalise, entriesOf } from '../../scripts/generate/document.js'
import { isMainId, MAIN_IDS, type MainId, samples } from '../helpers/binance-samples.js'
import { bundled } from '../helpers/bundle-spec.js'
import { caught } from '../helpers/caught.js'
import { BASE_URL, KEY } from '../helpers/mock-client.js'

const SEEDS = 200
/** A status for each key under which a spec documents an answer. */
const STATUS: Readonly<Record<string, number>> = { '4XX': 401, '5XX': 503 }
const document = await bundled('binance')
const documented = entriesOf(document).flatMap(({ operation }) => {
  // The document and the table have the same ids.
  const id = operation.operationId as OperationId
  if (!isMainId(id)) return []
  return Object.keys(operation.responses)
    .filter((status) => status !== '200')
    .map((status) => [id, status] as const)
})

/** What the spec says may stand under a status, made by the generated factories. */
function bodyOf(id: MainId, status: string): unknown {
  if (status === '403') return '<html>stopped</html>'
  const halves = id === 'orderCancelReplace' && ['400', '409', '429'].includes(status)
  return halves && (status === '409' || faker.datatype.boolean())
    ? factories.getCancelReplaceFailureMock()
    : factories.getApiErrorBodyMock()
}

describe('every error answer that a spec documents', () => {
  it('is documented for every operation', () => {
    for (const id of MAIN_IDS) {
      const statuses = documented.filter(([one]) => one === id).map(([, status]) => status)
      expect([id, statuses]).toEqual([id, expect.arrayContaining(['4XX', '403', '418', '429', '5XX'])])
    }
  })

  it.each(documented)(`%s %s fits its schema and reaches the caller as the right error, ${SEEDS} seeds`, async (id, key) => {
    const status = STATUS[key] ?? Number(key)
    const schema = (zod as unknown as Readonly<Record<string, ZodType>>)[`${capitalise(id)}${key}Response`]
    let body: unknown
    const text = () => (typeof body === 'string' ? body : JSON.stringify(body))
    const fetch = async () => new Response(text(), { status })
    for (let seed = 0; seed < SEEDS; seed += 1) {
      faker.seed(seed)
      body = bodyOf(id, key)
      if (key !== '403') expect(schema?.safeParse(body).success).toBe(true)
      // A fresh client each time: after a limit the same one would keep quiet.
      const binance = createBinance({ auth: hmac(KEY), baseUrl: BASE_URL, fetch, retry: false })
      const error = await caught(() => (binance[id] as (params?: unknown) => Promise<unknown>)(samples[id][0]))
      expect(error).toBeInstanceOf(BinanceApiError)
      expect(error).toMatchObject({ status, body: text(), operationId: id, attempts: 1 })
      expect(error instanceof RateLimitedError).toBe(status === 429 || status === 418)
      if (ApiErrorBody.safeParse(body).success) expect(error).toMatchObject({ providerCode: (body as { code: number }).code })
      if (CancelReplaceFailure.safeParse(body).success) {
        const { data } = body as { data: { cancelResult: string; newOrderResult: string } }
        expect(error).toMatchObject({ data })
        if (status !== 429) expect(error).toBeInstanceOf(CancelReplaceError)
      }
      if (status >= 500) expect(error).toMatchObject({ outcome: 'unknown' })
      if (key === '403') expect(error).toMatchObject({ providerCode: undefined, outcome: 'rejected' })
    }
  })
})
