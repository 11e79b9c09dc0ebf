export type Environment = 'production' | 'testnet' | 'demo'

/** REST hosts; reads turn to the next one when a connection fails. Source: REST API, General information. */
export const HOSTS: Readonly<Record<Environment, readonly [string, ...string[]]>> = {
  production: [
    'https://api.binance.com',
    'https://api-gcp.binance.com',
    'https://api1.binance.com',
    'https://api2.binance.com',
    'https://api3.binance.com',
    'https://api4.binance.com',
  ],
  testnet: ['https://testnet.binance.vision', 'https://api1.testnet.binance.vision'],
  demo: ['https://demo-api.binance.com'],
}

/** Stream hosts; the next one is tried when a connection fails. Source: WebSocket Streams, General information. */
export const STREAM_HOSTS: Readonly<Record<Environment, readonly [string, ...string[]]>> = {
  production: ['wss://stream.binance.com:9443', 'wss://stream.binance.com:443'],
  testnet: ['wss://stream.testnet.binance.vision', 'wss://stream.testnet.binance.vision:9443'],
  demo: ['wss://demo-stream.binance.com', 'wss://demo-stream.binance.com:9443'],
}

/** Where the WebSocket API is. Source: WebSocket API, General information. */
export const WS_API_URLS: Readonly<Record<Environment, readonly [string, ...string[]]>> = {
  production: ['wss://ws-api.binance.com:443/ws-api/v3', 'wss://ws-api.binance.com:9443/ws-api/v3'],
  testnet: ['wss://ws-api.testnet.binance.vision/ws-api/v3', 'wss://ws-api.testnet.binance.vision:9443/ws-api/v3'],
  demo: ['wss://demo-ws-api.binance.com/ws-api/v3'],
}

/** Where streams by listen key are; where else than in production is documented nowhere. Source: Margin Trading, Risk Data Stream; Stocks Trading, WebSocket Streams. */
export const MARGIN_STREAM_URLS: Readonly<Record<Environment, string | undefined>> = {
  production: 'wss://margin-stream.binance.com',
  testnet: undefined,
  demo: undefined,
}
export const EQUITY_STREAM_URLS: Readonly<Record<Environment, string | undefined>> = {
  production: 'wss://nbstream.binance.com/equity',
  testnet: undefined,
  demo: undefined,
}

/** Where what is below /sapi does not exist, and what to do. Source: General information of the testnet. */
export const SAPI_UNAVAILABLE: Readonly<Record<Environment, string | undefined>> = {
  production: undefined,
  testnet:
    'the testnet has no /sapi. It exists in production only: use environment "production" with keys of your own account, or set baseUrl to a mock.',
  demo: undefined,
}
