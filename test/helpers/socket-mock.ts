import { type BinanceOptions, createBinance, ed25519, hmac, rsa } from 'tradespec/binance'
import { type BinanceMockServer, type ConnectionInfo, type MockServerOptions, startMockServer } from 'tradespec/binance/mocks'
import { onTestFinished } from 'vitest'
import { ed25519Pair, HMAC_SECRET, rsaPair } from './test-keys.js'

/** Keys that the mocks know, one of each kind, and the client's side of them. */
export const MOCK_CREDENTIALS = [
  { apiKey: 'key-hmac', secret: HMAC_SECRET },
  { apiKey: 'key-rsa', publicKey: rsaPair.publicKey },
  { apiKey: 'key-ed25519', publicKey: ed25519Pair.publicKey },
] as const

export const auths = {
  hmac: () => hmac({ apiKey: 'key-hmac', secret: HMAC_SECRET }),
  rsa: () => rsa({ apiKey: 'key-rsa', privateKey: rsaPair.privateKey }),
  ed25519: () => ed25519({ apiKey: 'key-ed25519', privateKey: ed25519Pair.privateKey }),
} as const

export type KeyType = keyof typeof auths
export const KEY_TYPES = ['hmac', 'rsa', 'ed25519'] as const

/** A text frame that the mock received, with the monotonic time. */
export interface Frame {
  readonly connection: ConnectionInfo
  readonly text: string
  readonly at: number
}

export interface ControlFrame {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>> | readonly string[]
  readonly id: unknown
}

export const read = ({ text }: Pick<Frame, 'text'>): ControlFrame => JSON.parse(text) as ControlFrame
export const methodsOf = (frames: readonly Frame[]): string[] => frames.map((frame) => read(frame).method)

export interface SocketMock {
  readonly server: BinanceMockServer
  /** Everything that clients sent, oldest first. */
  readonly frames: Frame[]
  client(options?: BinanceOptions): ReturnType<typeof createBinance>
}

/** A mock over real sockets of the loopback, closed when the test ends. */
export async function startMock(options: MockServerOptions = {}): Promise<SocketMock> {
  const frames: Frame[] = []
  const server = await startMockServer({
    credentials: MOCK_CREDENTIALS,
    ...options,
    onFrame: ({ connection, text }) => frames.push({ connection, text, at: performance.now() }),
  })
  onTestFinished(() => server.close())
  return {
    server,
    frames,
    client: (client = {}) => {
      const { url: baseUrl, streamUrl, wsApiUrl, marginStreamUrl, equityStreamUrl } = server
      return createBinance({ baseUrl, streamUrl, wsApiUrl, marginStreamUrl, equityStreamUrl, ...client })
    },
  }
}

/** Waits until it holds, looking often; an error after `ms`. */
export async function until(what: string, holds: () => boolean, ms = 10_000): Promise<void> {
  const end = performance.now() + ms
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
