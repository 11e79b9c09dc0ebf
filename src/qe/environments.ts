export type Environment = 'production' | 'test'

/** Hosts without a prefix; a gateway may want `/strategy-api` behind them, which goes into `baseUrl`. Source: the provider's SDKs. */
export const HOSTS: Readonly<Record<Environment, string>> = {
  production: 'https://api.quantumexecute.com',
  test: 'https://testapi.quantumexecute.com',
}

/** Where the push stream is. Source: the provider's SDKs, which know no other host, also for production. */
export const STREAM_HOSTS: Readonly<Record<Environment, string>> = {
  production: 'wss://test.quantumexecute.com',
  test: 'wss://test.quantumexecute.com',
}
