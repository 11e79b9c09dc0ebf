import { bindingV1, bindingV2 } from '../bindings.js'
import { isOfMarket, pairAnswer, TRADING_PAIRS } from '../trading-pairs.js'
import { type Answer, type AnswerContext, type Answers, isAt, paged } from './context.js'

const boundKeys = ({ bindings, params }: AnswerContext) => bindings.filter(({ exchange }) => isAt(params['exchange'], exchange))

const listenKey: Answer = ({ listenKeys, apiKey, now }) => {
  const key = listenKeys.create(apiKey, now)
  return { listenKey: key.listenKey, expireAt: String(Math.floor(key.expiresMs / 1000)), success: true, message: 'created' }
}

export const serviceAnswers: Answers = {
  ping: () => null,
  timestamp: ({ now }) => ({ serverTimeMilli: now }),
  tradingPairs(context) {
    const { exchange, marketType, isCoin } = context.params
    const pairs = TRADING_PAIRS.filter(
      (pair) =>
        isAt(exchange, pair.exchange) && (marketType === undefined || isOfMarket(pair, marketType)) && (isCoin !== true || pair.isCoin),
    )
    return paged(pairs, context, (pair) => pairAnswer(pair, context), 'text')
  },
  listExchangeApis: (context) => paged(boundKeys(context), context, (binding) => bindingV1(binding, context), 'number'),
  listExchangeApisV2: (context) => paged(boundKeys(context), context, (binding) => bindingV2(binding, context), 'number'),
  createListenKey: listenKey,
  createListenKeyV2: listenKey,
}
