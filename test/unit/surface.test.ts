import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import * as root from 'tradespec'
import * as binance from 'tradespec/binance'
import * as binanceMocks from 'tradespec/binance/mocks'
import * as binanceOperations from 'tradespec/binance/operations'
import * as binanceSchemas from 'tradespec/binance/schemas'
import * as spot from 'tradespec/binance/spot'
import * as qe from 'tradespec/qe'
import * as qeMocks from 'tradespec/qe/mocks'
import * as qeOperations from 'tradespec/qe/operations'
import * as qeSchemas from 'tradespec/qe/schemas'
import * as qmt from 'tradespec/qmt'
import * as qmtMocks from 'tradespec/qmt/mocks'
import * as qmtOperations from 'tradespec/qmt/operations'
import * as qmtSchemas from 'tradespec/qmt/schemas'
import { describe, expect, it } from 'vitest'
import { MAIN_IDS } from '../helpers/binance-samples.js'
import { everythingIn, spellings } from '../helpers/find-text.js'

const namesOf = (entry: object): string[] => Object.keys(entry).sort()

/** A change here is a change of the public surface: make it on purpose, and name it in the change log. */
describe('names of', () => {
  it('tradespec', () => {
    expect(namesOf(root)).toMatchInlineSnapshot(`
      [
        "AbortedError",
        "ApiError",
        "BufferOverflowError",
        "ConfigError",
        "InvalidRequestError",
        "NetworkError",
        "RateLimitedError",
        "SchemaError",
        "SocketClosedError",
        "TimeoutError",
        "TradingError",
        "UnreadableAnswerError",
      ]
    `)
  })
  it('tradespec/binance', () => {
    expect(namesOf(binance)).toMatchInlineSnapshot(`
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
  it('tradespec/binance/spot: of the other entry, what does not need /sapi', () => {
    const others = namesOf(binance).filter((name) => name !== 'createBinance')
    expect(namesOf(spot)).toEqual([...others, 'createBinanceSpot'].sort())
  })
  it('tradespec/qe', () => {
    expect(namesOf(qe)).toMatchInlineSnapshot(`
      [
        "Algorithm",
        "Category",
        "ChildOrderStatus",
        "Exchange",
        "ExchangeApiStatus",
        "MarginType",
        "MarketType",
        "MasterOrderStatus",
        "MasterOrderStatusFilter",
        "MasterOrderStatusV2",
        "OrderSide",
        "QeApiError",
        "StrategyType",
        "TdMode",
        "TradingPairMarketType",
        "createQe",
        "custom",
        "ed25519",
        "hmac",
        "progressOf",
        "rsa",
      ]
    `)
  })
  it('tradespec/qmt', () => {
    expect(namesOf(qmt)).toMatchInlineSnapshot(`
      [
        "QmtApiError",
        "QmtAuthenticationError",
        "QmtTradeError",
        "createQmt",
        "lotOf",
        "normalizeSymbol",
        "session",
        "signed",
      ]
    `)
  })
  it.each([
    ['binance', binanceSchemas, binanceOperations],
    ['qe', qeSchemas, qeOperations],
    ['qmt', qmtSchemas, qmtOperations],
  ])('tradespec/%s/schemas and /operations', (_provider, schemas, operations) => {
    expect([schemas, operations].map(namesOf)).toEqual([['schemas'], ['operations']])
  })
  it('tradespec/binance/mocks', () => {
    expect(namesOf(binanceMocks)).toMatchInlineSnapshot(`
      [
        "REFUSALS",
        "apiError",
        "createHandlers",
        "startMockServer",
      ]
    `)
  })
  it('tradespec/qe/mocks', () => {
    expect(namesOf(qeMocks)).toMatchInlineSnapshot(`
      [
        "apiError",
        "createHandlers",
        "startMockServer",
      ]
    `)
  })
  it('tradespec/qmt/mocks', () => {
    expect(namesOf(qmtMocks)).toMatchInlineSnapshot(`
      [
        "apiError",
        "createHandlers",
      ]
    `)
  })
  it('the operations of Binance below /sapi, by part', () => {
    const byPart: Record<string, string> = {}
    for (const [id, { namespace }] of Object.entries(binanceOperations.operations)) {
      if (namespace !== undefined) byPart[namespace] = `${byPart[namespace] ?? ''} ${id}`.trim()
    }
    expect(byPart).toMatchInlineSnapshot(`
      {
        "algo": "algoFuturesCancelOrder algoFuturesOpenOrders algoFuturesHistoricalOrders algoFuturesSubOrders algoFuturesNewTwap algoFuturesNewVp algoSpotCancelOrder algoSpotOpenOrders algoSpotHistoricalOrders algoSpotSubOrders algoSpotNewTwap",
        "c2c": "c2cTradeHistory",
        "convert": "listAllConvertPairs convertAssetPrecision convertAcceptQuote convertCancelLimitOrder convertTradeHistory convertOrderStatus convertPlaceLimitOrder convertLimitOpenOrders convertSendQuoteRequest",
        "copyTrading": "copyTradingLeadTraderStatus copyTradingLeadSymbols",
        "cryptoLoan": "flexibleLoanRepayRate flexibleLoanAdjustLtv flexibleLoanBorrow flexibleLoanRepay flexibleLoanAssets flexibleLoanBorrowHistory flexibleLoanCollateralAssets flexibleLoanInterestRateHistory flexibleLoanLiquidationHistory flexibleLoanLtvHistory flexibleLoanOngoingOrders flexibleLoanRepayHistory loanHistory loanBorrowHistory loanAdjustLtvHistory loanRepayHistory",
        "dualInvestment": "dciProductList dciSetAutoCompound dciAccounts dciPositions dciSubscribe",
        "equity": "equityExchangeInfo equityQuote equityTokenizedAssets equityListenKey equityTokenizedHistory equityTokenizedStatus equityTokenizedMint equityTokenizedRedeem equityCancelAllOrders equityCancelOrder equityOpenOrders equityOrderDetail equityOrderHistory equityTradeHistory equityPlaceOrder equitySignDisclaimer",
        "fiat": "fiatDeposit fiatWithdraw fiatOrderHistory fiatPaymentHistory fiatOrderDetail",
        "giftCard": "giftCardBuyCode giftCardCreateCode giftCardRsaPublicKey giftCardTokenLimit giftCardRedeemCode giftCardVerifyCode",
        "margin": "adjustCrossMarginMaxLeverage isolatedMarginAccount enableIsolatedMarginAccount cancelIsolatedMarginAccount bnbBurnStatus summaryOfMarginAccount marginCapitalFlow marginAccount marginFee isolatedMarginAccountLimit isolatedMarginFee marginNextHourlyInterestRate marginInterestHistory marginBorrowRepayRecord marginBorrowRepay marginInterestRateHistory marginMaxBorrowable crossMarginCollateralRatio marginAllPairs isolatedMarginAllPairs marginAllAssets marginDelistSchedule marginLimitPricePairs marginListSchedule marginLiquidationRatio marginRestrictedAssets isolatedMarginTier marginLeverageBracket marginAvailableInventory marginPairIndex marginSpecialKey marginCreateSpecialKey marginDeleteSpecialKey marginEditIpForSpecialKey marginExitSpecialKeyMode marginForceLiquidationRecord marginSmallLiabilityCoins marginSmallLiabilityExchange marginSmallLiabilityHistory marginLiquidationLoanRepay marginOpenOrders cancelMarginOpenOrders marginOcoOrder cancelMarginOcoOrder marginOrder newMarginOrder cancelMarginOrder newMarginOcoOrder newMarginOtoOrder newMarginOtocoOrder marginManualLiquidation marginOrderUsage marginLiquidationLoan marginLiquidationLoanRepayHistory marginOcoOrders marginAllOrders marginOpenOcoOrders marginMyTrades marginPreventedMatches marginSpecialKeyList marginTransferHistory marginMaxTransferable newMarginRiskListenKey renewMarginRiskListenKey closeMarginRiskListenKey createMarginListenToken",
        "mining": "miningAccountList miningAlgoList miningCoinList miningHashrateResaleCancellation miningEarningsList miningBonusList miningHashrateResaleDetails miningHashrateResaleList miningHashrateResaleRequest miningAccountEarning miningWorker miningWorkerList miningStatisticsList",
        "pay": "payHistory",
        "portfolioMargin": "portfolioBnbTransfer portfolioAutoRepayFutures portfolioSetAutoRepayFutures portfolioMarginCallLevel portfolioSetMarginCallLevel portfolioDeleteMarginCallLevel portfolioFundAutoCollection portfolioFundCollectionByAsset portfolioDeltaModeStatus portfolioSwitchDeltaMode portfolioMarginAccountBalance portfolioMarginAccount portfolioMarginSpanAccount portfolioEarnAssetBalance portfolioLoanRepay portfolioLoanAmount portfolioLoanRepayHistory portfolioInterestHistory portfolioRepayFuturesNegative portfolioEarnAssetTransfer portfolioMarginAssetLeverage portfolioMarginCollateralRate portfolioMarginTieredCollateralRate portfolioMarginAssetIndexPrice",
        "rebate": "rebateSpotHistory",
        "simpleEarn": "bfusdAccount bfusdQuotaDetails bfusdRateHistory bfusdRedemptionHistory bfusdRewardsHistory bfusdSubscriptionHistory redeemBfusd subscribeBfusd earnCollateralRecord earnFlexiblePersonalLeftQuota earnFlexibleProductPosition earnFlexibleRedemptionRecord earnFlexibleRewardsHistory earnFlexibleSubscriptionPreview earnFlexibleSubscriptionRecord earnLockedPersonalLeftQuota earnLockedProductPosition earnLockedRedemptionRecord earnLockedRewardsHistory earnLockedSubscriptionPreview earnLockedSubscriptionRecord earnRateHistory earnFlexibleProductList earnLockedProductList earnRedeemFlexibleProduct earnRedeemLockedProduct earnSetFlexibleAutoSubscribe earnSetLockedAutoSubscribe earnSetLockedRedeemOption earnAccount earnSubscribeFlexibleProduct earnSubscribeLockedProduct rwusdAccount rwusdQuotaDetails rwusdRateHistory rwusdRedemptionHistory rwusdRewardsHistory rwusdSubscriptionHistory redeemRwusd subscribeRwusd earnYieldArenaActivities",
        "staking": "ethStakingAccount ethStakingQuota ethRedemptionHistory ethStakingHistory wbethRateHistory wbethRewardsHistory wbethUnwrapHistory wbethWrapHistory redeemEth subscribeEthStaking wrapBeth onchainLockedLeftQuota onchainLockedProductList onchainLockedPosition onchainLockedRedemptionRecord onchainLockedRewardsHistory onchainLockedSubscriptionPreview onchainLockedSubscriptionRecord onchainYieldsAccount redeemOnchainLocked setOnchainLockedAutoSubscribe setOnchainLockedRedeemOption subscribeOnchainLocked softStakingProductList softStakingRewardsHistory setSoftStaking solClaimBoostRewards bnsolRateHistory bnsolRewardsHistory solBoostRewardsHistory solRedemptionHistory solStakingHistory solStakingQuota solUnclaimedRewards redeemSol solStakingAccount subscribeSolStaking",
        "subAccount": "subAccountCreate subAccountEnableFutures subAccountEnableOptions subAccountFuturesPositionRiskV1 subAccountFuturesPositionRiskV2 subAccountStatus subAccountList subAccountTransactionStatistics subAccountApiSetIpRestriction subAccountApiQuery subAccountApiCreate subAccountApiDelete subAccountApiDeleteIp subAccountApiGetIpRestriction subAccountApiSetPermission subAccountFuturesTransfer subAccountFuturesAccountV1 subAccountFuturesAccountV2 subAccountMarginAccount subAccountMovePositionHistory subAccountMovePosition subAccountDepositAddress subAccountDepositHistory subAccountFuturesSummaryV1 subAccountFuturesSummaryV2 subAccountMarginAccountSummary subAccountMarginTransfer subAccountAssetsV3 subAccountAssetsV4 subAccountFuturesInternalHistory subAccountFuturesInternalTransfer subAccountSpotTransferHistory subAccountSpotSummary subAccountUniversalTransferHistory subAccountUniversalTransfer subAccountSubUserHistory subAccountTransferToMaster subAccountTransferToSub managedSubAccountDeposit managedSubAccountDepositAddress managedSubAccountAssets managedSubAccountFuturesAssets managedSubAccountList managedSubAccountMarginAssets managedSubAccountSnapshot managedSubAccountInvestorLog managedSubAccountTradingLog managedSubAccountTransferLog managedSubAccountWithdraw",
        "vipLoan": "vipLoanBorrowInterestRate vipLoanCollateralAssets vipLoanLoanableAssets vipLoanInterestRateHistory vipLoanFixedRateMarket vipLoanBorrow vipLoanFixedRateBorrow vipLoanRenew vipLoanRepay vipLoanCollateralAccount vipLoanAccruedInterest vipLoanOngoingOrders vipLoanRepayHistory vipLoanApplicationStatus",
        "w3wPrediction": "predictionMarketDetail predictionCategories predictionMarkets predictionMarketSearch predictionLastTradePrice predictionOrderBook predictionPositionByToken predictionPnl predictionPositions predictionPositionsByFilter predictionSettledPositionHistory predictionBatchRedeem predictionRedeemStatus predictionBatchCancel predictionGetQuote predictionPlaceOrder predictionActiveOrders predictionOrderHistory predictionTransferIn predictionTransferOut predictionTransferList predictionTransferStatus predictionPortfolio predictionQuotaStatus predictionWallets predictionPaymentOptions predictionOtcCreate predictionOtcFulfil predictionOtcDetail predictionOtcEvents predictionOtcReservedBalances predictionOtcList predictionOtcPreview predictionOtcRemove predictionMmDeposit predictionMmWithdraw",
        "wallet": "apiTradingStatus accountInfo accountStatus accountSnapshot disableFastWithdraw enableFastWithdraw apiKeyPermissions assetDetail assetDividendRecord dustConvert dustConvertibleAssets transferDust dustLog fundingWallet bnbConvertibleAssets cloudMiningTransHistory spotOpenSymbolList userDelegationHistory userUniversalTransferHistory userUniversalTransfer walletBalance tradeFee userAsset coinInfo depositAddress depositHistory depositAddressList withdrawAddressList withdrawQuota oneClickArrivalDepositApply withdraw withdrawHistory spotDelistSchedule systemStatus localEntityBrokerWithdraw localEntityRequirements localEntityDepositHistory localEntityDepositHistoryV2 addressVerificationList localEntityCountryList localEntityRegionList localEntityBrokerDepositInfo localEntityDepositInfo localEntityDepositInfoV2 localEntityVaspList localEntityWithdrawHistory localEntityWithdrawHistoryV2 localEntityWithdraw spotAssetTags toggleBnbBurn",
      }
    `)
  })
  it('the operations of Binance below /api, in the order of the spec', () => {
    expect(MAIN_IDS).toMatchInlineSnapshot(`
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
  it('the operations of Quantum Execute, in the order of the spec', () => {
    expect(Object.keys(qeOperations.operations)).toMatchInlineSnapshot(`
      [
        "ping",
        "timestamp",
        "tradingPairs",
        "listExchangeApis",
        "getMasterOrders",
        "createMasterOrder",
        "getMasterOrderDetail",
        "getMasterOrderDetailByClientOrderId",
        "cancelMasterOrder",
        "pauseMasterOrder",
        "resumeMasterOrder",
        "updateMasterOrderParams",
        "getOrderFills",
        "getTcaAnalysis",
        "createListenKey",
        "getAccountBalance",
        "getMarginBalance",
        "getPv1Balance",
        "getOkxAccountBalance",
        "getFapiPositionSideDial",
        "getPapiUmPositionSideDual",
        "getOkxAccountPositions",
        "getOkxAccountMaxSize",
        "getLtpPosition",
        "getDeribitPosition",
        "getUmAccount",
        "getCmAccount",
        "getPv1Account",
        "getDapiAccount",
        "getFapiAccount",
        "getCrossMarginAccountDetail",
        "getLtpAccount",
        "getLtpPortfolioAsset",
        "getDeribitAccount",
        "getHyperliquidSpotBalance",
        "getHyperliquidPositions",
        "listExchangeApisV2",
        "listMasterOrdersV2",
        "createMasterOrderV2",
        "batchCancelMasterOrdersV2",
        "getMasterOrderV2",
        "getMasterOrderByClientOrderIdV2",
        "cancelMasterOrderV2",
        "pauseMasterOrderV2",
        "resumeMasterOrderV2",
        "updateMasterOrderV2",
        "listOrderFillsV2",
        "getTcaAnalysisV2",
        "createListenKeyV2",
      ]
    `)
  })
  it('the operations of QMT, in the order of the spec', () => {
    expect(Object.keys(qmtOperations.operations)).toMatchInlineSnapshot(`
      [
        "login",
        "logout",
        "getAccounts",
        "getPortfolio",
        "getPositions",
        "buy",
        "sell",
        "buyAll",
        "reverseRepo",
        "sessionBuy",
        "sessionSell",
        "sessionTrade",
        "getOrder",
        "getOrders",
        "cancelOrder",
        "cancelAllBuyOrders",
        "cancelAllSellOrders",
        "getMarketData",
        "getFullTick",
        "sendMessage",
      ]
    `)
  })
})

describe.each([
  ['binance', binanceSchemas.schemas, binanceOperations.operations],
  ['qe', qeSchemas.schemas, qeOperations.operations],
  ['qmt', qmtSchemas.schemas, qmtOperations.operations],
])('%s', (_provider, schemas, operations) => {
  it('schemas and operations have the same ids, each schema both sides', () => {
    expect(Object.keys(schemas)).toEqual(Object.keys(operations))
    for (const schema of Object.values(schemas)) expect(namesOf(schema)).toEqual(['request', 'response'])
  })

  it('the table of operations is plain data', () => {
    expect(JSON.parse(JSON.stringify(operations))).toEqual(operations)
  })
})

describe('methods of', () => {
  const methodsOf = (client: object): string[] =>
    Object.entries(client).flatMap(([name, member]: [string, unknown]) =>
      typeof member === 'object' && member !== null && name !== 'raw' ? Object.keys(member).map((inner) => `${name}.${inner}`) : [name],
    )
  const idsOf = (operations: Readonly<Record<string, { readonly namespace?: string; readonly name?: string }>>): string[] =>
    Object.entries(operations).map(([id, { namespace, name = id }]) => (namespace === undefined ? name : `${namespace}.${name}`))

  it('Binance: one for each operation, raw, and what uses sockets', async () => {
    const client = binance.createBinance()
    const sockets = ['equityData', 'marginRisk', 'marginUserData', 'orderBook', 'streams', 'userData', 'wsApi']
    // A part shows its methods once it is loaded, which any call does.
    const parts = Object.values(client).filter((member: unknown) => typeof member === 'object' && member !== client.raw)
    expect(parts).toHaveLength(20)
    for (const part of parts as Readonly<Record<string, () => Promise<unknown>>>[]) {
      await expect(part['nothing']?.()).rejects.toThrow('there is no such operation')
    }
    expect(methodsOf(client).sort()).toEqual([...idsOf(binanceOperations.operations), ...sockets, 'raw'].sort())
    const [streams, api] = [client.streams(), client.wsApi()]
    expect([streams, api].map((one) => Object.keys(one).sort())).toEqual([
      ['close', 'connections', 'on', 'state', 'subscribe'],
      ['call', 'close', 'on', 'state'],
    ])
    await Promise.all([streams.close(), api.close()])
  })
  it('Quantum Execute: one for each operation, and helpers', () => {
    const methods = methodsOf(qe.createQe())
    const ids = idsOf(qeOperations.operations)
    expect(methods).toEqual(expect.arrayContaining(ids))
    expect(methods.filter((name) => !ids.includes(name)).sort()).toMatchInlineSnapshot(`
      [
        "cancelAllActive",
        "listenKeys",
        "paginate.getMasterOrders",
        "paginate.getOrderFills",
        "paginate.listExchangeApis",
        "paginate.tradingPairs",
        "raw",
        "userStream",
        "v2.cancelAllActive",
        "v2.paginate",
        "v2.waitForMasterOrder",
        "waitForMasterOrder",
      ]
    `)
  })
  it('QMT: those of its manual, whichever operation they need', () => {
    const auth = qmt.signed({ clientId: 'id', secretKey: 'secret' })
    const client = qmt.createQmt({ baseUrl: 'http://localhost:9091', auth })
    expect(methodsOf(client).sort()).toMatchInlineSnapshot(`
      [
        "allAccounts",
        "buy",
        "buyAll",
        "cancelAllBuyOrders",
        "cancelAllSellOrders",
        "cancelOrder",
        "getAccountSummary",
        "getAccounts",
        "getFullTick",
        "getMarketData",
        "getOrder",
        "getOrders",
        "getPortfolio",
        "getPositionBySymbol",
        "getPositions",
        "hasPosition",
        "login",
        "logout",
        "reverseRepo",
        "sell",
        "sellAll",
        "sendMessage",
      ]
    `)
    expect(namesOf(client.allAccounts())).toMatchInlineSnapshot(`
      [
        "buy",
        "buyAll",
        "cancelAllBuyOrders",
        "cancelAllSellOrders",
        "reverseRepo",
        "sell",
        "sellAll",
      ]
    `)
  })
})

const limits = { usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} }

it('name and code of each error class', () => {
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
    new qe.QeApiError('x', { ...facts, provider: 'qe', reason: 'NO', providerMessage: 'no', traceId: 't', serverTime: 1 }),
    new qmt.QmtApiError('x', { ...facts, provider: 'qmt', serverText: 'no' }),
    new qmt.QmtAuthenticationError('x', { ...facts, provider: 'qmt', serverText: 'no' }),
    new qmt.QmtTradeError('x', { ...facts, provider: 'qmt', serverText: 'no', results: [] }),
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
      "QeApiError": "API",
      "QmtApiError": "API",
      "QmtAuthenticationError": "API",
      "QmtTradeError": "API",
      "RateLimitedError": "RATE_LIMITED",
      "SchemaError": "SCHEMA",
      "TimeoutError": "TIMEOUT",
      "UnreadableAnswerError": "UNREADABLE_ANSWER",
    }
  `)
})

it("an error is of its provider's classes and of no other's", () => {
  const facts = { status: 400, headers: new Headers(), body: '', limits, outcome: 'rejected' } as const
  const ofQe = new qe.QeApiError('x', {
    ...facts,
    provider: 'qe',
    reason: '',
    providerMessage: '',
    traceId: undefined,
    serverTime: undefined,
  })
  const ofQmt = new qmt.QmtTradeError('x', { ...facts, provider: 'qmt', serverText: '', results: [] })
  const classes = {
    ApiError: root.ApiError,
    BinanceApiError: binance.BinanceApiError,
    QeApiError: qe.QeApiError,
    QmtApiError: qmt.QmtApiError,
    QmtAuthenticationError: qmt.QmtAuthenticationError,
    QmtTradeError: qmt.QmtTradeError,
  }
  const told = (error: Error) => Object.entries(classes).flatMap(([name, one]) => (error instanceof one ? [name] : []))
  expect(told(new binance.BinanceApiError('x', { ...facts, provider: 'binance' }))).toEqual(['ApiError', 'BinanceApiError'])
  expect(told(ofQe)).toEqual(['ApiError', 'QeApiError'])
  expect(told(ofQmt)).toEqual(['ApiError', 'QmtApiError', 'QmtTradeError'])
})

describe('a client shows neither keys nor secrets', () => {
  const [key, secret] = ['CANARY-key-7c1f', 'CANARY-secret-9d2e']
  const hmac = { apiKey: key, secret }
  it.each<[string, () => object]>([
    ['Binance', () => binance.createBinance({ auth: binance.hmac(hmac) })],
    ['Quantum Execute', () => qe.createQe({ auth: qe.hmac(hmac) })],
    ['Quantum Execute, keeping listen keys', () => qe.createQe({ auth: qe.hmac(hmac) }).listenKeys()],
    ['QMT, signed', () => qmt.createQmt({ baseUrl: 'http://localhost:1', auth: qmt.signed({ clientId: key, secretKey: secret }) })],
    ['QMT, with a session', () => qmt.createQmt({ baseUrl: 'http://localhost:1', auth: qmt.session({ username: key, password: secret }) })],
    ['what signs for QMT', () => qmt.signed({ clientId: key, secretKey: secret })],
    ['what logs in to QMT', () => qmt.session({ username: key, password: secret })],
  ])('%s', (_name, make) => {
    const made = make()
    const text = everythingIn([made, { ...made }])
    expect(text).not.toBe('')
    expect([...spellings(key), ...spellings(secret)].filter((spelling) => text.includes(spelling))).toEqual([])
  })
})

it('importing does nothing: no timer, no socket, no output, and the process can end', () => {
  const script = `
    const entries = ['binance', 'qe', 'qmt'].flatMap((name) => [name + '/index', name + '/schemas', name + '/operations', 'mocks/' + name + '/index'])
    for (const entry of ['index', 'binance/spot', ...entries]) await import('./src/' + entry + '.ts')
    process.stdout.write(process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate|TCP|UDP|HTTP/.test(name)).join())
  `
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const out = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd,
    encoding: 'utf8',
    timeout: 25_000,
  })
  expect(out).toBe('')
})
