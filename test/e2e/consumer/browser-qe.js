import { createQe, hmac } from 'tradespec/qe'

const qe = createQe({
  auth: hmac({ apiKey: 'key', secret: 'secret' }),
  fetch: async (url) => Response.json({ code: 200, message: { url } }),
  now: () => 1,
})
console.log(JSON.stringify(await qe.createListenKey()))
