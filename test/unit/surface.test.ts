import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import * as root from 'tradespec'
import * as binance from 'tradespec/binance'
import * as operations from 'tradespec/binance/operations'
import * as schemas from 'tradespec/binance/schemas'
import { describe, expect, it } from 'vitest'

/** A change here is a change of the public surface: make it on purpose, and name it in the change log. */
describe('names of', () => {
  it('tradespec', () => {
    expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
      [
        "AbortedError",
        "ApiError",
        "ConfigError",
        "InvalidRequestError",
        "NetworkError",
        "RateLimitedError",
        "SchemaError",
        "TimeoutError",
        "TradingError",
        "UnreadableAnswerError",
      ]
    `)
  })
  it('tradespec/binance', () => {
    expect(Object.keys(binance).sort()).toMatchInlineSnapshot(`
      [
        "BinanceApiError",
        "CancelReplaceError",
        "createBinance",
        "custom",
        "ed25519",
        "hmac",
        "rsa",
      ]
    `)
  })
  it('tradespec/binance/schemas', () => {
    expect(Object.keys(schemas).sort()).toMatchInlineSnapshot(`
      [
        "schemas",
      ]
    `)
  })
  it('tradespec/binance/operations', () => {
    expect(Object.keys(operations).sort()).toMatchInlineSnapshot(`
      [
        "operations",
      ]
    `)
  })
  it('the operations, in the order of the spec', () => {
    expect(Object.keys(operations.operations)).toMatchInlineSnapshot(`
      [
        "ping",
        "time",
        "exchangeInfo",
        "executionRules",
        "depth",
        "getTrades",
        "historicalTrades",
        "historicalBlockTrades",
        "aggTrades",
        "klines",
        "uiKlines",
        "avgPrice",
        "ticker24hr",
        "tickerTradingDay",
        "tickerPrice",
        "tickerBookTicker",
        "ticker",
        "referencePrice",
        "referencePriceCalculation",
        "getOrder",
        "newOrder",
        "deleteOrder",
        "orderTest",
        "getOpenOrders",
        "deleteOpenOrders",
        "orderCancelReplace",
        "orderAmendKeepPriority",
        "orderOco",
        "orderListOco",
        "orderListOto",
        "orderListOtoco",
        "orderListOpo",
        "orderListOpoco",
        "getOrderList",
        "deleteOrderList",
        "sorOrder",
        "sorOrderTest",
        "getAccount",
        "allOrders",
        "allOrderList",
        "openOrderList",
        "myTrades",
        "rateLimitOrder",
        "myPreventedMatches",
        "myAllocations",
        "accountCommission",
        "orderAmendments",
        "myFilters",
      ]
    `)
  })
})

it('schemas and operations have the same ids, each schema both sides', () => {
  expect(Object.keys(schemas.schemas)).toEqual(Object.keys(operations.operations))
  for (const schema of Object.values(schemas.schemas)) expect(Object.keys(schema).sort()).toEqual(['request', 'response'])
})

it('the table of operations is plain data', () => {
  expect(JSON.parse(JSON.stringify(operations.operations))).toEqual(operations.operations)
})

it('name and code of each error class', () => {
  const limits = { usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} }
  const facts = { provider: 'binance', status: 400, headers: new Headers(), body: '', limits, outcome: 'rejected' } as const
  const halves = { cancelResult: 'SUCCESS', newOrderResult: 'FAILURE' }
  const errors = [
    new root.ConfigError('x'),
    new root.InvalidRequestError('depth', []),
    new root.NetworkError('x', 'unknown'),
    new root.TimeoutError('x', 'unknown'),
    new root.AbortedError('x', 'unknown'),
    new root.ApiError('x', facts),
    new root.RateLimitedError('x', { ...facts, retryAfterMs: 0, banned: false }),
    new root.SchemaError('depth', [], undefined),
    new root.UnreadableAnswerError('x', { status: 200, body: '' }, {}),
    new binance.BinanceApiError('x', facts),
    new binance.CancelReplaceError('x', facts, halves),
  ]
  for (const error of errors) {
    expect(error).toBeInstanceOf(root.TradingError)
    expect(error.stack?.startsWith(error.constructor.name)).toBe(true)
  }
  expect(Object.fromEntries(errors.map(({ name, code }) => [name, code]))).toMatchInlineSnapshot(`
    {
      "AbortedError": "ABORTED",
      "ApiError": "API",
      "BinanceApiError": "API",
      "CancelReplaceError": "API",
      "ConfigError": "CONFIG",
      "InvalidRequestError": "INVALID_REQUEST",
      "NetworkError": "NETWORK",
      "RateLimitedError": "RATE_LIMITED",
      "SchemaError": "SCHEMA",
      "TimeoutError": "TIMEOUT",
      "UnreadableAnswerError": "UNREADABLE_ANSWER",
    }
  `)
})

it('importing does nothing: no timer, no socket, no output, and the process can end', () => {
  const script = `
    for (const entry of ['index', 'binance/index', 'binance/schemas', 'binance/operations']) await import('./src/' + entry + '.ts')
    process.stdout.write(process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate|TCP|UDP|HTTP/.test(name)).join())
  `
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const out = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd,
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect(out).toBe('')
})
