import { FORGET, type Sessions } from '../auth/sessions.js'
import { html, type Reply, redirect, serverError } from '../http/reply.js'
import type { WireRequest } from '../http/wire-request.js'

export interface PageContext {
  readonly user: string | undefined
  readonly sessions: Sessions
  /** Passwords by name. */
  readonly users: ReadonlyMap<string, string>
}

const page = (content: string): Reply => html(200, `<!DOCTYPE html>\n<html lang="zh">\n<body>${content}</body>\n</html>\n`)

const loginPage = (error = '') =>
  page(
    `${error === '' ? '' : `<div class="error">${error}</div>`}<form method="post"><input name="username"><input name="password" type="password"></form>`,
  )

/** For people, not for programs; only the answers' kind is that of the server. */
export function answerPage(path: string, { user }: PageContext): Reply {
  if (path === '/login') return loginPage()
  if (user === undefined) return redirect('/login')
  return path === '/' ? redirect('/trading') : page('')
}

/** Takes a form only. A wrong password is no error to the framework: the page comes again. */
export async function logIn(request: WireRequest, { users, sessions }: PageContext): Promise<Reply> {
  const form = await request.form()
  const [username, password] = [form.get('username'), form.get('password')]
  if (username === undefined || password === undefined) return serverError
  if (users.get(username) !== password) return loginPage('用户名或密码错误')
  return { ...redirect('/trading'), cookie: sessions.cookieFor(username) }
}

export const logOut = (): Reply => ({ ...redirect('/login'), cookie: FORGET })
