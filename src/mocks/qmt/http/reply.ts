import { writeJson } from '../python/json.js'

/** An answer before it becomes a Response. */
export interface Reply {
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
  /** A cookie of its own; without one a live session is renewed. */
  readonly cookie?: string
}

/** A call that the server's own checks end, with `{error}`. */
export class Refusal extends Error {
  readonly status: 400 | 401 | 500

  constructor(status: 400 | 401 | 500, text: string) {
    super(text)
    this.status = status
  }
}

export const json = (status: number, body: unknown): Reply => ({
  status,
  text: writeJson(body),
  headers: { 'Content-Type': 'application/json' },
})

export const html = (status: number, text: string): Reply => ({ status, text, headers: { 'Content-Type': 'text/html; charset=utf-8' } })

export const redirect = (location: string): Reply => {
  const page = html(302, `<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<a href="${location}">${location}</a>\n`)
  return { ...page, headers: { ...page.headers, Location: location } }
}

/** All that the framework itself has to say: of its errors only 404 keeps its status. */
export const notFound: Reply = html(404, 'Not Found')
export const serverError: Reply = html(500, 'Internal Server Error')
