import { durationMsOf } from '../changes.js'
import type { MasterOrder, Terms } from '../master-order.js'
import { badParameter } from '../refusals.js'
import { milliseconds } from '../times.js'
import { type AnswerContext, flag, text } from './context.js'

/** What the service takes where the first edition says nothing. */
const USUAL_DURATION_MS = 300_000

function termsOf({ params }: AnswerContext): Terms {
  const of = (name: string) => text(params[name])
  return {
    apiKeyId: of('apiKeyId') ?? '',
    clientOrderId: of('clientOrderId'),
    algorithm: of('algorithm') ?? '',
    strategyType: of('strategyType'),
    exchange: of('exchange') ?? '',
    symbol: of('symbol') ?? '',
    marketType: of('marketType') ?? '',
    marginType: of('marginType'),
    side: of('side') ?? '',
    totalQuantity: of('totalQuantity'),
    orderNotional: of('orderNotional'),
    isTargetPosition: flag(params['isTargetPosition']),
    inSeconds: params['executionDurationSeconds'] !== undefined,
    worstPrice: of('worstPrice') ?? of('limitPrice'),
    mustComplete: flag(params['mustComplete']),
    makerRateLimit: of('makerRateLimit'),
    povLimit: of('povLimit'),
    povMinLimit: of('povMinLimit'),
    upTolerance: of('upTolerance'),
    lowTolerance: of('lowTolerance'),
    strictUpBound: flag(params['strictUpBound']),
    tailOrderProtection: flag(params['tailOrderProtection']),
    enableMake: flag(params['enableMake']),
    reduceOnly: flag(params['reduceOnly']),
    isMargin: flag(params['isMargin']),
    notes: of('notes') ?? '',
  }
}

/** Places the order that the parameters of either edition describe; a text says why it was not taken. Throws Refusal for an id used twice. */
export function placeOrder(context: AnswerContext): MasterOrder | string {
  const { params, book, now, strict, bindings } = context
  const terms = termsOf(context)
  const { clientOrderId, apiKeyId } = terms
  if (clientOrderId !== undefined && book.find({ clientOrderId }, now)) throw badParameter('clientOrderId was used before')
  const binding = bindings.find(({ id }) => id === apiKeyId)
  if (strict && !binding) return 'apiKeyId is not one of the bound keys'
  if (strict && !binding?.works) return 'the bound key may not trade'
  const startMs = milliseconds(params['startTime'] ?? params['startTimeMs'])
  return book.place(terms, { startMs, durationMs: durationMsOf(params) ?? USUAL_DURATION_MS }, now)
}
