export type Environment = 'production' | 'test'

/** Hosts without a prefix; a gateway may want `/strategy-api` behind them, which goes into `baseUrl`. Source: the provider's SDKs. */
export const HOSTS: Readonly<Record<Environment, string>> = {
  production: 'https://api.quantumexecute.com',
  test: 'https://testapi.quantumexecute.com',
}
