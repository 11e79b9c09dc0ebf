/** In place of Python's `with`: log in, do the work, log out whatever happens. */
import { createQmt, session } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_USERNAME: username = '', TRADESPEC_QMT_PASSWORD: password = '' } = process.env
const qmt = createQmt({ baseUrl, auth: session({ username, password }) })

// Calls log in by themselves. Doing it here tells a wrong password before anything else is done.
await qmt.login()
try {
  const accounts = await qmt.getAccounts()
  console.log(`${accounts.length} accounts`)
} finally {
  // Only this client forgets the session: the server keeps no list, and a copy of the cookie stays good for months.
  await qmt.logout()
}
console.log('logged out')
