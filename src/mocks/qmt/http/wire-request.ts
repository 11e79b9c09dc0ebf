import { TARGET_HEADER } from '../../target-header.js'
import { readJson } from '../python/json.js'
import { type PyValue, Raised } from '../python/value.js'

/** What the framework raises over a body that it cannot read; inside a route the text is seen, outside it only the status 500. */
export class BadRequest extends Raised {
  constructor() {
    super('400 Bad Request: The browser (or proxy) sent a request that this server could not understand.')
  }
}

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string
  /** Below the base address, as it came... */
  readonly rawPath: string
  /** ...and decoded, which is the form that is routed and signed. */
  readonly path: string
  /** Without the question mark, as it came. */
  readonly query: string
  /** The query's values; of a repeated name the first counts. */
  readonly args: URLSearchParams
  readonly text: string
  /** Whether the content type says JSON; without it the body counts neither for the signature nor for the call. */
  readonly isJson: boolean
  header(name: string): string
  /** The body. Throws BadRequest where the content type is another one or the text is no JSON. */
  json(): ReturnType<typeof readJson>
  /** The fields of a form, none if it is no form. */
  form(): Promise<ReadonlyMap<string, string>>
  /** Values of cookies with this name. */
  cookies(name: string): readonly string[]
}

/** Reads a request that was sent somewhere below `basePath`, the path of the base address. */
export async function readRequest(request: Request, basePath: string): Promise<WireRequest> {
  const target = request.headers.get(TARGET_HEADER) ?? targetOf(request, basePath)
  const [rawPath = '/', query = ''] = target
    .split('#', 1)
    .join('')
    .split(/\?(.*)/s, 2)
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  const bytes = hasBody ? await request.clone().arrayBuffer() : new ArrayBuffer(0)
  const contentType = request.headers.get('content-type') ?? ''
  const mimetype = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase()
  const isJson = /^application\/(?:json|.*\+json)$/.test(mimetype)
  const text = decoded(bytes)
  let read: { readonly value: PyValue; readonly canonical: string } | undefined
  return {
    method: request.method,
    rawPath,
    path: decodedPath(rawPath),
    query,
    args: new URLSearchParams(query),
    text: text ?? '',
    isJson,
    header: (name) => request.headers.get(name) ?? '',
    json() {
      if (!isJson || text === undefined) throw new BadRequest()
      try {
        read ??= readJson(text)
        return read
      } catch (error) {
        if (error instanceof SyntaxError) throw new BadRequest()
        throw error
      }
    },
    form: () => readForm(mimetype, contentType, bytes),
    cookies: (name) =>
      (request.headers.get('cookie') ?? '')
        .split(/[;,]\s*/)
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1)),
  }
}

function targetOf(request: Request, basePath: string): string {
  const { pathname, search } = new URL(request.url)
  return `${pathname.startsWith(basePath) ? pathname.slice(basePath.length) : pathname}${search}`
}

/** Undefined for bytes that are not UTF-8. */
function decoded(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function decodedPath(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath)
  } catch {
    return rawPath
  }
}

async function readForm(mimetype: string, contentType: string, bytes: ArrayBuffer): Promise<ReadonlyMap<string, string>> {
  const fields = new Map<string, string>()
  if (mimetype !== 'application/x-www-form-urlencoded' && mimetype !== 'multipart/form-data') return fields
  try {
    const form = await new Response(bytes, { headers: { 'Content-Type': contentType } }).formData()
    for (const [name, value] of form) if (typeof value === 'string' && !fields.has(name)) fields.set(name, value)
  } catch {
    // A form that cannot be read has no fields.
  }
  return fields
}
