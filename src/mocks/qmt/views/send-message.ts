import { json, type Reply } from '../http/reply.js'
import type { WireRequest } from '../http/wire-request.js'
import { Raised } from '../python/value.js'
import { fieldsOf, type Server } from './view.js'

/** Unlike the other calls it names its failures `status` and `message`. Throws Raised for a body that has no fields. */
export function sendMessage(request: WireRequest, { notify }: Server): Reply {
  const message = fieldsOf(request.json().value).get('msg')
  try {
    // The bot takes texts and objects; for all else its check fails without a word.
    if (typeof message !== 'string' && !(message instanceof Map)) throw new Raised('')
    notify()
    return json(200, { status: 'success', message: '消息发送成功' })
  } catch (error) {
    if (!(error instanceof Raised)) throw error
    return json(500, { status: 'error', message: error.message })
  }
}
