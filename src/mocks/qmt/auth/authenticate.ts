import { Refusal } from '../http/reply.js'
import type { WireRequest } from '../http/wire-request.js'
import { type Checked, checkSignature, type SignatureRules } from './signature.js'

/** Who may make a call: everybody, a session, a signature, or either of the two. */
export type Security = 'NONE' | 'SESSION' | 'SIGNATURE' | 'EITHER'

const NOT_NEEDED: Checked = { verdict: { signature: 'not-needed' } }

/** Lets a call in, or tells what ends it. Where both count a session wins, and a wrong signature beside it is not looked at. */
export function authenticate(request: WireRequest, security: Security, user: string | undefined, rules: SignatureRules): Checked {
  switch (security) {
    case 'NONE':
      return NOT_NEEDED
    case 'SESSION':
      return user === undefined ? { ...NOT_NEEDED, end: new Refusal(401, '未登录，请先登录') } : NOT_NEEDED
    case 'SIGNATURE':
      return checkSecret(request, rules) ?? checkSignature(request, rules, true, '缺少必要的签名验证参数')
    case 'EITHER': {
      if (user !== undefined) return NOT_NEEDED
      return checkSecret(request, rules) ?? checkSignature(request, rules, request.method !== 'GET', '未登录或缺少必要的签名验证参数')
    }
  }
}

function checkSecret({ args }: WireRequest, { inUrl, clients }: SignatureRules): Checked | undefined {
  const [clientId, secret] = [args.get('client_id'), args.get('client_secret')]
  if (!inUrl || !clientId || !secret) return undefined
  const known = clients.get(clientId)
  if (known === undefined) return { ...NOT_NEEDED, end: new Refusal(401, '无效的客户端ID') }
  return known === secret ? NOT_NEEDED : { ...NOT_NEEDED, end: new Refusal(401, '客户端密钥错误') }
}
