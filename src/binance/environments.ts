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
