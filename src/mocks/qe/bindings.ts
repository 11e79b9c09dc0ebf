import { hexHash } from '../random.js'
import { startOfYear, timeText } from './times.js'
import type { WireStyle } from './wire-style.js'

/** A key of an exchange that the user has bound. */
export interface Binding {
  readonly id: string
  readonly accountName: string
  readonly exchange: string
  readonly works: boolean
}

interface Telling {
  readonly seed: number
  readonly now: number
  readonly style: WireStyle
}

/** The user's keys, the same for a seed: two that work and one that does not. */
export const bindingsOf = (seed: number): readonly [Binding, Binding, Binding] => {
  const bind = (accountName: string, exchange: string, works: boolean) => ({
    id: hexHash(`${seed}:binding:${exchange}`, 32),
    accountName,
    exchange,
    works,
  })
  return [bind('Main', 'Binance', true), bind('Second', 'OKX', true), bind('Third', 'Deribit', false)]
}

/** What both editions tell. */
const common = (binding: Binding, { seed, now }: Telling) => ({
  createdAt: timeText(startOfYear(now)),
  accountName: binding.accountName,
  exchange: binding.exchange,
  apiKey: `${hexHash(`${seed}:${binding.id}:head`, 4)}****${hexHash(`${seed}:${binding.id}:tail`, 4)}`,
  status: binding.works ? '正常' : '异常',
  isValid: binding.works,
  isTradingEnabled: binding.works,
  isDefault: binding.works,
  isPm: false,
})

export const bindingV1 = (binding: Binding, telling: Telling) => ({
  id: binding.id,
  ...common(binding, telling),
  verificationMethod: 'API',
  balance: telling.style.isLate ? undefined : 10_523.18,
})

/** Older servers called the id otherwise. */
export const bindingV2 = (binding: Binding, telling: Telling) => ({
  apiKeyId: binding.id,
  ...(telling.style.isLate ? {} : { apiKeyUuid: binding.id, id: binding.id }),
  ...common(binding, telling),
})
