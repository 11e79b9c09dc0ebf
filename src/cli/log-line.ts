/** What a mock tells of a request, whichever provider's it is. */
export interface PrintableEntry {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly code: number | undefined
  readonly signature: string
  readonly received?: string
  readonly expected?: string
}

/** Method (WS: a request over the WebSocket API), path, status, error code, verdict; on a mismatch the two texts below each other, so that the eye finds where they part. */
export function logLine({ method, path, status, code, signature, received, expected }: PrintableEntry): string {
  const line = `${method} ${path} ${status}${code === undefined ? '' : ` ${code}`} signature ${signature}`
  if (signature !== 'mismatch') return line
  const why =
    received === expected
      ? 'the texts agree: the signature was made with another key or algorithm'
      : method === 'WS'
        ? 'the texts differ: over the WebSocket API raw texts are signed, sorted by name'
        : 'the texts differ: the request was not encoded as it must be before signing'
  return `${line}\n  received ${shown(received)}\n  expected ${shown(expected)}\n  ${why}`
}

/** A signed text may have several lines; the log has one for each request. */
const shown = (text: string | undefined): string => (text ?? '').replaceAll('\n', '\\n')
