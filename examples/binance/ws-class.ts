/**
 * Another WebSocket class: the platform's own (browsers, Node from 22 on), that of `ws` with options of yours, one that records ...
 * Anything that behaves like the standard's.
 */
import { createBinance } from 'tradespec/binance'
import { WebSocket as WsWebSocket } from 'ws'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_STREAM_URL: streamUrl } = process.env

class Noting extends WsWebSocket {
  constructor(url: string) {
    super(url, { headers: { 'User-Agent': 'my-bot/1.0' } })
    console.log(`opening ${url.replace(/:\d+/, '')}`)
  }

  override send(data: string) {
    console.log(`sent     ${data}`)
    super.send(data)
  }
}

const binance = createBinance({ baseUrl, streamUrl, WebSocket: Noting })
for await (const { c: last } of binance.streams().subscribe('btcusdt@miniTicker')) {
  console.log(`received ${last}`)
  break
}
