import { ConfigError } from 'tradespec'
import * as binance from 'tradespec/binance/mocks'
import * as qe from 'tradespec/qe/mocks'
import * as qmt from 'tradespec/qmt/mocks'
import { describe, expect, it } from 'vitest'

type Loose = (options: unknown) => unknown

const cases: readonly { readonly provider: string; readonly create: Loose; readonly near: string }[] = [
  { provider: 'binance', create: binance.createHandlers as Loose, near: 'coinInfo' },
  { provider: 'qe', create: qe.createHandlers as Loose, near: 'createMasterOrder' },
  { provider: 'qmt', create: qmt.createHandlers as Loose, near: 'getPortfolio' },
]

describe.each(cases)('createHandlers() of $provider', ({ create, near }) => {
  const refusal = (options: unknown): string => {
    try {
      create(options)
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError)
      return (error as Error).message
    }
    throw new Error('it was taken')
  }

  it('takes its options, also those that are undefined', () => {
    expect(create(undefined)).toBeInstanceOf(Array)
    expect(create({ seed: 2, overrides: { [near]: undefined }, operations: [near], onRequest: undefined })).toBeInstanceOf(Array)
  })

  it.each([
    [{ sed: 1 }, 'createHandlers() has no option "sed"; did you mean seed?'],
    [{ credential: [] }, 'createHandlers() has no option "credential"; did you mean credentials?'],
    [null, 'createHandlers() takes its options as one object.'],
  ])('refuses %j', (options, message) => expect(refusal(options)).toBe(message))

  it.each(['overrides', 'operations'])('refuses an operation in %s that does not exist, and suggests the nearest', (option) => {
    const options = (id: string) => (option === 'overrides' ? { overrides: { [id]: {} } } : { operations: [id] })
    expect(refusal(options(`${near}s`))).toBe(`createHandlers() ${option}: there is no operation "${near}s"; did you mean ${near}?`)
    expect(refusal(options('constructor'))).toBe(`createHandlers() ${option}: there is no operation "constructor".`)
  })
})

it('a choice that is none is refused', () => {
  expect(() => binance.createHandlers({ orders: 'Strict' as never })).toThrow('orders must be one of strict, lenient.')
  expect(() => qe.createHandlers({ orders: 'Strict' as never })).toThrow('orders must be one of strict, lenient.')
  expect(() => qmt.createHandlers({ server: 'Upstream' as never })).toThrow('server must be one of manual, upstream.')
})
