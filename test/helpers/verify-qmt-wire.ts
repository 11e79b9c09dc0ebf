import crypto from 'node:crypto'
import { pythonJson } from './python-json.js'

/** A request as it arrives: the path decoded, the query as it stands. */
export interface Arrived {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly body: string
  readonly headers: Readonly<Record<string, unknown>>
}

/** Whether Python takes the value for false; the text is canonical. */
const isFalse = (canonical: string): boolean => /^(?:\{\}|\[\]|null|false|""|-?0(?:\.0)?)$/.test(canonical)

/** The text that the server checks, put together from what arrived. */
export function serverText({ method, path, query, body, headers }: Arrived): string {
  const isJson = /^application\/(?:.*\+)?json\b/i.test(String(headers['content-type']))
  const canonical = isJson ? pythonJson(body) : ''
  const parts = [method, path, query, isFalse(canonical) ? '' : canonical, headers['x-timestamp'], headers['x-client-id']]
  return parts.join('\n')
}

export const hmacHex = (text: string, secretKey: string): string => crypto.createHmac('sha256', secretKey).update(text).digest('hex')

/** Throws unless the server would take the signature. */
export function verifyQmtWire(arrived: Arrived, secretKey: string): void {
  if (arrived.headers['x-signature'] !== hmacHex(serverText(arrived), secretKey)) throw new Error('签名验证失败')
}
